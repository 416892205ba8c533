"""What a file is, by its content and its name together. Both must say the same, and it must be something we take."""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image

DEFAULT = ("pdf", "image")
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The harmless test string that every virus scanner reports."""
_RUNS = (
    "exe com bat cmd scr pif msi msp dll cpl jar js jse vbs vbe wsf wsh ps1 psm1 hta lnk reg sh bash py pl rb php phtml "
    "php5 asp aspx jsp jspx cgi htm html xhtml shtml svg svgz xml xsl swf apk app dmg deb rpm iso docm xlsm pptm "
    "ace vb gadget wsc sct mht mhtml url jnlp xlam dotm xlsb potm chm"
)
RUNS = frozenset(_RUNS.split())
"""Extensions that run or are drawn as a page somewhere: refused wherever they stand in a name."""
_SHOWN = (
    "pdf jpg jpeg png gif bmp tif tiff webp heic heif doc docx wps wpt dot dotx xls xlsx xlt xltx et ett csv ppt pptx pps "
    "dps ofd odt ods odp rtf txt zip rar 7z tar gz tgz bz2 xz cab psd dwg dxf mp3 mp4 avi mov wav"
)
DOUBLED = frozenset(_SHOWN.split())
"""Extensions of documents, pictures and archives: refused where another follows, as in 报告.doc.pdf."""
MEMBERS, UNPACKED = 2_000, 200 * 1024 * 1024
"""How many members a packed file may have and how many bytes they may unpack to."""
CHUNK = 1024 * 1024
NAME_LENGTH = 120


@dataclass(frozen=True)
class Kind:
    """A kind of file an editor can allow: its extensions, by what the content shows itself to be."""

    name: str
    label: str | Promise
    extensions: tuple[str, ...]


KINDS = {
    kind.name: kind
    for kind in (
        Kind("pdf", gettext_lazy("PDF"), ("pdf",)),
        Kind("image", gettext_lazy("图片（JPG、PNG）"), ("jpg", "jpeg", "png")),
        Kind("word", gettext_lazy("文档（DOC、DOCX、WPS）"), ("doc", "docx", "wps")),
        Kind("excel", gettext_lazy("表格（XLS、XLSX、ET）"), ("xls", "xlsx", "et")),
        Kind("ofd", gettext_lazy("OFD"), ("ofd",)),
        Kind("zip", gettext_lazy("压缩包（ZIP）"), ("zip",)),
    )
}
TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "doc": "application/msword",
    "wps": "application/vnd.ms-works",
    "xls": "application/vnd.ms-excel",
    "et": "application/vnd.ms-excel",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ofd": "application/ofd",
    "zip": "application/zip",
}
SAME = {"jpeg": "jpg"}


def choices() -> list[tuple[str, str | Promise]]:
    """The kinds, for the editor."""
    return [(kind.name, kind.label) for kind in KINDS.values()]


def clean_name(name: str) -> str:
    """A client's file name made safe to show: no folders, no control or direction characters, not too long."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(
        c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    ).strip()
    stem, dot, extension = shown.rpartition(".")
    if len(shown) > NAME_LENGTH and dot:
        return f"{stem[: NAME_LENGTH - len(extension) - 1]}.{extension[:10]}"
    return shown[:NAME_LENGTH] or "file"


def detect(name: str, file: IO[bytes], kinds: tuple[str, ...]) -> str:
    """The media type of a file named so. ValidationError if it is of no allowed kind, or not what its name says."""
    parts = [part.strip().lower() for part in name.split(".")[1:]]
    extension = parts[-1] if parts else ""
    allowed = {ext for kind in kinds if kind in KINDS for ext in KINDS[kind].extensions}
    if extension in allowed and (stem := doubled(name, parts)) is not None:
        words = {"name": name, "better": f"{stem or _('文件')}.{extension}"}
        message = _("「%(name)s」的名字里有两个扩展名，不能上传。请把文件改名，如「%(better)s」，再上传。")
        raise ValidationError(message % words, code="double-extension")
    if extension not in allowed:
        shown = ", ".join(sorted(allowed)).upper()
        message = _("「%(name)s」不是可以上传的文件。请上传 %(kinds)s 格式。")
        raise ValidationError(message % {"name": name, "kinds": shown}, code="extension")
    found = content(name, file)
    if SAME.get(extension, extension) not in found:
        message = _("「%(name)s」的内容与扩展名不符。请用原来的软件重新保存后再上传。")
        raise ValidationError(message % {"name": name}, code="content")
    return TYPES[SAME.get(extension, extension)]


def doubled(name: str, parts: list[str]) -> str | None:
    """What is left of a name without its two extensions; None where it has one only, as 报告v2.1.pdf."""
    if any(part in RUNS for part in parts):
        return name.split(".")[0]
    return name.rsplit(".", 2)[0] if len(parts) > 1 and parts[-2] in DOUBLED else None


def content(name: str, file: IO[bytes]) -> frozenset[str]:
    """The extensions that go with the content; empty if it is nothing we know."""
    file.seek(0)
    head = file.read(1024)
    if b"%PDF-" in head:
        return frozenset({"pdf"})
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return picture(file)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return frozenset({"doc", "xls", "wps", "et"})
    return packed(name, file) if head.startswith(b"PK\x03\x04") else frozenset()


def picture(file: IO[bytes]) -> frozenset[str]:
    """JPG or PNG, if the picture can be read."""
    file.seek(0)
    try:
        with Image.open(file) as image:
            found = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png"}.get(image.format or "")
            image.verify()
    except Exception:  # Pillow raises many kinds of error on broken or hostile pictures: all mean the same here
        return frozenset()
    return frozenset({found} if found else ())


def packed(name: str, file: IO[bytes]) -> frozenset[str]:
    """What kind of packed file it is. ValidationError for one with macros, programs or far too much inside."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            refuse_hostile(name, infos)
            if any(scan(io.BytesIO(archive.read(info))) for info in infos if info.file_size < CHUNK):
                raise infected(name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return frozenset()
    names = {info.filename for info in infos}
    if "OFD.xml" in names:
        return frozenset({"ofd"})
    for folder, extension in (("word/", "docx"), ("xl/", "xlsx")):
        if "[Content_Types].xml" in names and any(member.startswith(folder) for member in names):
            return frozenset({extension})
    return frozenset({"zip"})


def refuse_hostile(name: str, infos: list[zipfile.ZipInfo]) -> None:
    """ValidationError for a packed file that holds programs or macros or would unpack to too much."""
    if len(infos) > MEMBERS or sum(info.file_size for info in infos) > UNPACKED:
        raise ValidationError(_("「%(name)s」解压后过大。请分成几个文件上传。") % {"name": name}, code="bomb")
    office = any(info.filename == "[Content_Types].xml" or info.filename == "OFD.xml" for info in infos)
    for info in infos:
        extension = info.filename.rpartition(".")[2].lower()
        macro = info.filename.lower().endswith("vbaproject.bin")
        if macro or (extension in RUNS and not (office and extension == "xml")):
            raise ValidationError(_("「%(name)s」里有程序或宏，不能上传。") % {"name": name}, code="program")


def scan(file: IO[bytes]) -> bool:
    """Whether the file holds the scanners' test string."""
    file.seek(0)
    tail = b""
    while chunk := file.read(CHUNK):
        if EICAR in tail + chunk:
            return True
        tail = chunk[-len(EICAR) :]
    return False


def infected(name: str) -> ValidationError:
    """The refusal of a file that a scanner would report."""
    return ValidationError(_("「%(name)s」含有病毒特征，不能上传。请先查杀病毒。") % {"name": name}, code="virus")
