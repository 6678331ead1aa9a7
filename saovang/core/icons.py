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
