"""Citizens' words find the official matter, on a small city; and a poor match is not an answer."""

import pytest

FIRST = """
开饭店要什么证	sp-new
食品经营	sp-new
品经营许	sp-new
营业执照丢了咋办	zz-replace
食品经营许可证不想开了	sp-cancel
饭店不开了	sp-cancel
餐饮服务许可证到期了	sp-renew
食品经营许可证遗失	sp-replace
卖烟	yc
狗证	yq
老人去世户口怎么弄	hk-cancel
二手房过户要什么材料	bdc-move
驾照过期了	js-renew
公司换法人	qy-change
个体户不干了	gt-cancel
小孩上户口	hk-birth
下岗了领钱	sy-pay
去北京看病报销	yb-out
农村盖房	nyjz
开网吧	wl
理发店要办什么证	gg-new
上班受伤	gs
"""
SPELLED = """
shipinjingying	sp-new
spjyxk	sp-new
jumin shenfenzheng	id-new
kaifandian	sp-new
yanggou	yq
食品經營許可	sp-new
護照	hz
食品经营需可证	sp-new
居民身分证	id-new
结昏登记	jh-in
机动车驾使证	js-first
开反店	sp-new
"""


def cases(table):
    return [tuple(line.split("\t")) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("query", "key"), cases(FIRST))
def test_everyday_words_find_the_matter_first(city, query, key):
    answer = city.ask(query)
    assert answer.hits[0].key == key
    assert answer.verdict == "hits"


@pytest.mark.parametrize(("query", "key"), cases(SPELLED))
def test_pinyin_initials_typos_and_traditional_characters(city, query, key):
    assert city.keys(query)[0] == key


@pytest.mark.parametrize(
    ("query", "section"),
    [
        ("公积金怎么取要多少钱", "fee"),
        ("驾驶证补办要几天", "deadline"),
        ("去哪里办护照", "place"),
        ("护照要什么材料", "materials"),
        ("养狗需要什么条件", "condition"),
        ("社保卡电话", "phone"),
        ("护照周末能办吗", "hours"),
        ("居住证能网上办吗", "channel"),
        ("低保办理流程", "process"),
        ("护照", ""),
    ],
)
def test_the_section_asked_for(city, query, section):
    assert city.ask(query).section == section


@pytest.mark.parametrize(
    "query", ["今天天气怎么样", "帮我写一首诗", "股票怎么买", "iphone 多少钱", "怎么成为宇航员", "qwertyuiop"]
)
def test_what_is_no_matter_of_the_hall_is_declined(city, query):
    answer = city.ask(query)
    assert answer.verdict == "none"
    assert answer.shown == ()


@pytest.mark.parametrize("query", ["办证", "许可证", "我要办理", "注销", "你好", "多少钱", "", "   ", "登记 证"])
def test_what_is_too_vague_asks_back(city, query):
    assert city.ask(query).verdict == "clarify"


def test_generic_suffixes_are_no_match(city):
    assert city.ask("潜艇驾驶许可证核发").verdict != "hits"
    assert city.ask("火箭登记证办理").verdict == "none"


def test_an_action_chooses_the_variant(city):
    for words, key in [("新办", "sp-new"), ("变更", "sp-change"), ("续期", "sp-renew"), ("补办", "sp-replace")]:
        assert city.keys(f"食品经营许可证{words}")[0] == key
    assert city.keys("食品经营许可证")[0] == "sp-new"


def test_an_alias_alone_is_enough(shelf):
    shelf.put("a", "道路普通货物运输车辆年度审验", aliases=["大车年审"])
    shelf.put("b", "机动车检验合格标志核发")
    assert shelf.keys("大车年审")[0] == "a"


def test_highlight_marks_what_matched(city):
    parts = city.ask("食品经营").hits[0].highlight
    assert "".join(part.text for part in parts) == "食品经营许可(新办)"
    assert [part.text for part in parts if part.marked] == ["食品经营"]


def test_the_snippet_is_the_section_asked_for(shelf):
    shelf.put("a", "养犬登记", body={"summary": "概要", "fee": "每只每年 100 元", "place": "各派出所"})
    assert shelf.ask("养犬登记多少钱").hits[0].snippet == "每只每年 100 元"
    assert shelf.ask("养犬登记在哪").hits[0].snippet == "各派出所"


def test_a_part_of_the_word_asked_for_is_no_sure_answer(shelf):
    shelf.put("pension", "城镇职工基本养老保险关系转移接续")
    shelf.put("horse", "马匹引进审批")
    assert shelf.ask("马戏团驻场审批").verdict != "hits"
    assert shelf.ask("养老服务机构评级").verdict != "hits"
    assert shelf.ask("养老保险转移").verdict == "hits"


def test_everyday_words_tell_which_actions_a_matter_covers(shelf):
    shelf.put("card", "社会保障卡申领", aliases=["补社保卡"])
    shelf.put("far", "异地就医备案", aliases=["异地医保"])
    answer = shelf.ask("社保卡丢了")
    assert (answer.hits[0].key, answer.verdict) == ("card", "hits")


def test_a_word_means_the_longer_one_it_stands_for(shelf):
    shelf.put("radio", "无线电台设置许可", aliases=["电台执照"])
    shelf.put("shop", "个体工商户登记", aliases=["办营业执照"])
    assert shelf.keys("执照") == ["shop", "radio"]


def test_what_may_be_meant_is_kept_short(shelf):
    """Beside the best nothing is shown that covers less than half as much of the question."""
    shelf.put("company", "公司设立登记", aliases=["办营业执照"])
    shelf.put("licence", "机动车驾驶证补换领", aliases=["驾照丢了"])
    shelf.put("show", "营业性演出审批")
    answer = shelf.ask("营业执照丢了咋办", only_fitting=True)
    assert answer.verdict == "unsure"
    assert [hit.key for hit in answer.hits] == ["company", "licence"]
    assert answer.rest == 1


@pytest.mark.parametrize("query", ["不想开饭店了", "食品店不干了", "不开饭店了", "饭店不想开了"])
def test_who_gives_up_is_not_answered_with_how_to_begin(city, query):
    assert city.ask(query).hits[0].key in {"sp-cancel", "gt-cancel", "qy-cancel"}


def test_an_action_alone_is_no_matter(shelf):
    shelf.put("household", "户口注销登记", aliases=["销户"])
    shelf.put("new", "社会团体成立登记")
    assert shelf.ask("注销公司").verdict != "hits"


def test_scores_only_fall(city):
    for query in ("公司改名字去哪办", "饭店", "今天天气", "养犬登记"):
        scores = [hit.score for hit in city.ask(query, limit=20, at_least=20).hits]
        assert len(scores) == 20
        assert scores == sorted(scores, reverse=True)


def test_a_look_up_is_for_who_asks_to_look_up(shelf):
    shelf.put("archive", "婚姻登记档案查询")
    shelf.put("marry", "内地居民结婚登记")
    assert shelf.keys("结婚登记要带什么东西")[0] == "marry"
    assert shelf.keys("查以前的结婚登记档案")[0] == "archive"
