"""Made-up applicants: names, telephones, identity numbers and companies that pass the checks and belong to nobody."""

from dataclasses import dataclass

from guidance.cases.flow import Applicant

SURNAMES = "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹窦章云苏潘葛范彭郎"
GIVEN = ("子涵", "浩然", "梓萱", "俊杰", "欣怡", "宇航", "佳琪", "明辉", "婷婷", "立新", "桂芳", "德胜", "小梅", "振华", "雪莲", "大伟", "春花")  # fmt: skip
DISTRICTS = (
    ("410102", "中原区"),
    ("410103", "二七区"),
    ("410104", "管城回族区"),
    ("410105", "金水区"),
    ("410108", "惠济区"),
)
TRADES = ("餐饮管理", "商贸", "建筑工程", "物流", "科技", "文化传播", "医疗器械", "物业服务", "农业发展", "置业")
NAMES = ("中原", "嵩山", "黄河", "金水", "如意湖", "商都", "绿城", "大河", "豫达", "德化")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11643."""
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100."""


def identity_number(area: str, n: int) -> str:
    """A number with the right check character, of a person born between 1960 and 1999."""
    birth = f"{1960 + n * 7 % 40}{1 + n * 5 % 12:02d}{1 + n * 11 % 28:02d}"
    body = f"{area}{birth}{900 + n % 99:03d}"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, WEIGHTS, strict=True)) % 11]


def credit_code(n: int) -> str:
    """A company's code with the right check character."""
    body = f"91410100MADM{n:05d}"
    total = sum(ALPHABET.index(char) * pow(3, i, 31) for i, char in enumerate(body))
    return body + ALPHABET[(31 - total % 31) % 31]


@dataclass(frozen=True)
class Citizen:
    """The n-th made-up applicant."""

    n: int

    @property
    def name(self) -> str:
        return SURNAMES[self.n % len(SURNAMES)] + GIVEN[self.n * 5 % len(GIVEN)]

    @property
    def phone(self) -> str:
        return f"1380371{self.n % 10000:04d}"

    @property
    def identity(self) -> str:
        return identity_number(DISTRICTS[self.n % len(DISTRICTS)][0], self.n)

    @property
    def address(self) -> str:
        return f"郑州市{DISTRICTS[self.n % len(DISTRICTS)][1]}演示路 {self.n % 90 + 1} 号院 {self.n % 9 + 1} 号楼"

    @property
    def company(self) -> str:
        return f"郑州{NAMES[self.n % len(NAMES)]}{TRADES[self.n * 3 % len(TRADES)]}有限公司(演示)"

    @property
    def credit(self) -> str:
        return credit_code(self.n)

    def contact(self) -> Applicant:
        """As a question or a booking keeps them."""
        return Applicant(name=self.name, phone=self.phone)
