"""Icons that staff can choose for a task. The drawing of each is `templates/icons/<name>.svg`."""

ICONS = {
    "birth": "Sinh con",
    "marriage": "Kết hôn",
    "certify": "Chứng thực",
    "land": "Đất, nhà",
    "benefit": "Trợ cấp",
    "death": "Mất người thân",
    "feedback": "Phản ánh",
}


def icon_choices() -> list[tuple[str, str]]:
    """Return the choices of a model field. As a function, so that a new icon needs no migration."""
    return list(ICONS.items())
