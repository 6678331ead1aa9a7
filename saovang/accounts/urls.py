"""URLs of the views of allauth in use: no signing up, no e-mail."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib import admin
from django.urls import path

from saovang.accounts.views import change_password, mfa_index, remove_passkey, session_list, with_admin_context

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
    path("hai-buoc/", with_admin_context(mfa_index), name="mfa_index"),
    path("hai-buoc/xac-nhan/", with_admin_context(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("hai-buoc/bat/", with_admin_context(totp.activate_totp), name="mfa_activate_totp"),
    path("hai-buoc/khoa/", with_admin_context(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("hai-buoc/khoa/<int:pk>/bo/", with_admin_context(remove_passkey), name="mfa_remove_webauthn"),
    path(
        "hai-buoc/khoa/xac-nhan/",
        with_admin_context(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
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
