import pytest

from accounts.masks import mask_id, mask_mail, mask_name, mask_phone


@pytest.mark.parametrize(
    ("mask", "value", "expected"),
    [
        (mask_phone, "13812341234", "138****1234"),
        (mask_phone, "0371-67180000", "0371-****0000"),
        (mask_phone, "12345", "****5"),
        (mask_phone, "021-123", "021-***"),
        (mask_phone, "", ""),
        (mask_name, "张三", "张*"),
        (mask_name, "李小敏", "李*敏"),
        (mask_name, "欧阳小敏", "欧**敏"),
        (mask_name, "敏", "*"),
        (mask_name, "", ""),
        (mask_id, "410105194912310020", "4101**********0020"),
        (mask_id, "11010519491231002X", "1101**********002X"),
        (mask_id, "410105491231002", "4101*******1002"),
        (mask_id, "123456", "*****6"),
        (mask_id, "", ""),
        (mask_mail, "zhang@example.cn", "z***@example.cn"),
        (mask_mail, "z@example.cn", "***@example.cn"),
        (mask_mail, "", ""),
    ],
)
def test_the_middle_is_hidden(mask, value, expected):
    assert mask(value) == expected


@pytest.mark.parametrize("mask", [mask_phone, mask_name, mask_id, mask_mail])
@pytest.mark.parametrize("length", range(1, 25))
def test_at_least_a_third_is_hidden_whatever_was_typed(mask, length):
    value = "7" * length
    assert mask(value).count("*") * 3 >= length
