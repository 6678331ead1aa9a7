"""URLs of the views of allauth in use: no signing up, no e-mail, no passkeys."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.contrib import admin
from django.urls import path

from saovang.accounts.views import change_password, session_list, with_admin_context

urlpatterns = [
    # Replaces the sign-in of the admin site, which ignores MFA: these URLs come before its own.
    path("login/", with_admin_context(account.login), name="account_login"),
    # Replaces the form of the admin site, which does not limit guesses.
    path(
        "password_change/",
        admin.site.admin_view(with_admin_context(change_password)),
        name="account_change_password",
    ),
    path("phien/", admin.site.admin_view(with_admin_context(session_list)), name="session_list"),
    path("dang-nhap/bo-qua/", account.logout, name="account_logout"),
    path("dang-nhap/ma/", with_admin_context(mfa.authenticate), name="mfa_authenticate"),
    path("dang-nhap/lai/", with_admin_context(account.reauthenticate), name="account_reauthenticate"),
    path("hai-buoc/", with_admin_context(mfa.index), name="mfa_index"),
    path("hai-buoc/xac-nhan/", with_admin_context(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("hai-buoc/bat/", with_admin_context(totp.activate_totp), name="mfa_activate_totp"),
    path("hai-buoc/tat/", with_admin_context(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "hai-buoc/ma-du-phong/", with_admin_context(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"
    ),
    path(
        "hai-buoc/ma-du-phong/moi/",
        with_admin_context(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("hai-buoc/ma-du-phong/tai-ve/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
