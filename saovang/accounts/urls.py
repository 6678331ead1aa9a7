"""Of allauth only what the desk uses: no signing up, no mail, no passkeys."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path

from saovang.accounts.views import at_the_desk

urlpatterns = [
    # In the place of the admin's own page, which knows no second step.
    path("login/", at_the_desk(account.login), name="account_login"),
    path("dang-nhap/bo-qua/", account.logout, name="account_logout"),
    path("dang-nhap/ma/", at_the_desk(mfa.authenticate), name="mfa_authenticate"),
    path("dang-nhap/lai/", at_the_desk(account.reauthenticate), name="account_reauthenticate"),
    path("hai-buoc/", at_the_desk(mfa.index), name="mfa_index"),
    path("hai-buoc/xac-nhan/", at_the_desk(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("hai-buoc/bat/", at_the_desk(totp.activate_totp), name="mfa_activate_totp"),
    path("hai-buoc/tat/", at_the_desk(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("hai-buoc/ma-du-phong/", at_the_desk(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "hai-buoc/ma-du-phong/moi/",
        at_the_desk(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("hai-buoc/ma-du-phong/tai-ve/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
