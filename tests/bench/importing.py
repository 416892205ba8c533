"""What an import costs: `python -m tests.bench.importing [ITEMS]`, in a hall of its own in a temporary folder.

One function, `measure`, for the bench's table: it needs Django set up on a migrated, empty hall and gives rows per
second and the ratio to a bare loop that saves as many pages with nothing but a name. To register it, call it after the
hall of the bench is built and print its line; it takes about a second for twenty items.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MATERIALS, STEPS = 6, (("收件", 0), ("受理", 1), ("审查", 5), ("决定", 2), ("送达", 1))
ITEM = {
    "日常用语": "开店;办证", "事项类型": "行政许可", "行使层级": "市级", "服务对象": "自然人;企业法人", "办件类型": "承诺件",
    "受理条件": "有与生产经营的食品品种、数量相适应的场所。" * 4, "办理形式": "窗口;网上", "网上办理深度": "Ⅲ级", "到办事现场次数": "1",
    "到现场原因": "核验原件", "法定办结时限": "20(工作日)", "承诺办结时限": "10(工作日)", "结果名称": "食品经营许可证", "结果类型": "证照",
    "送达方式": "窗口领取;邮寄", "是否收费": "否", "办理地点": "郑州市民中心一楼", "办理时间": "9:00-17:00", "咨询电话": "0371-67180000",
    "监督投诉电话": "0371-67181111",
}  # fmt: skip


def workbook(path, items):
    """A list as a province's platform exports it: six materials, five steps and a basis for each item."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheets = {name: book.create_sheet(name) for name in ("事项", "材料", "环节", "依据")}
    sheets["事项"].append(["实施编码", "事项名称", "实施主体", *ITEM])
    sheets["材料"].append(["实施编码", "材料名称", "材料类型", "原件份数", "必要性", "受理标准"])
    sheets["环节"].append(["实施编码", "环节名称", "岗位", "时限"])
    sheets["依据"].append(["实施编码", "法律名称", "条款号"])
    for n in range(items):
        code = f"BENCH-{n:08d}"
        sheets["事项"].append([code, f"第{n}项食品经营许可", f"郑州市第{n % 48}管理局", *ITEM.values()])
        for m in range(MATERIALS):
            sheets["材料"].append([code, f"第{m}号说明书", "证件证明", "1", "必要", "填写完整"])
        for name, days in STEPS:
            sheets["环节"].append([code, name, "经办人", f"{days}(工作日)"])
        sheets["依据"].append([code, "中华人民共和国食品安全法", "第三十五条"])
    book.save(path)


def bare(items):
    """Seconds for as many pages that have a name and nothing else, each with its revision."""
    from django.db import transaction

    from items import bureaus
    from items.models import BureauPage, ItemPage

    shelf = bureaus.ensure_page(bureaus.ensure_bureau("只有名称的局")[0])
    started = time.perf_counter()
    for n in range(items):
        with transaction.atomic():
            page = ItemPage(title=f"只有名称{n}", live=False)
            BureauPage.objects.get(pk=shelf.pk).add_child(instance=page)
            page.save_revision(clean=False)
    return time.perf_counter() - started


def measure(items=200):
    """Rows per second of a first and of a second run, and the first one's ratio to `bare`."""
    from items.importing.run import import_file

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "items.xlsx"
        workbook(path, items)
        took = []
        for wanted in ("created", "unchanged"):
            started = time.perf_counter()
            report = import_file(path)
            took.append(time.perf_counter() - started)
            if report.counts[wanted] != items:
                raise SystemExit(f"wrong answer: {report.summary()}")
    return {"rows/s": items / took[0], "rows/s unchanged": items / took[1], "ratio": took[0] / bare(items)}


def main():
    """A hall, a file, one line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.importing")
    parser.add_argument("items", type=int, nargs="?", default=400)
    items = parser.parse_args().items
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as folder:
        os.environ.update(DJANGO_SETTINGS_MODULE="hall.settings.dev", HALL_VAR=folder)
        os.environ.pop("DATABASE_URL", None)
        sys.path[:0] = [str(ROOT), str(ROOT / "site")]
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        found = measure(items)
    print(
        f"import of {items} items: {found['rows/s']:.1f} rows/s, unchanged {found['rows/s unchanged']:.1f} rows/s,"
        f" {found['ratio']:.1f}× a bare loop"
    )


if __name__ == "__main__":
    main()
