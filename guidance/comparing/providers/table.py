"""A table that the city uploaded: the applicant is in it, under the same name, and what it says is still valid."""

from datetime import date

from django.utils.translation import gettext as _

from ..answers import Answer, FaultError, Outcome
from ..identity import Person, hashes
from ..models import DataSource, SourceRow


class Table:
    """Looks the number up among the rows of the table in place."""

    def ask(self, source: DataSource, person: Person, today: date) -> Answer:
        """MATCH by one row that fits; FaultError while there is no table."""
        if source.table_id is None:
            raise FaultError(_("还没有上传表格"))
        rows = SourceRow.objects.filter(table=source.table_id, number_hash__in=hashes(person.number_for(source)))
        names = set(hashes(person.name)) if source.check_name else set()
        for row in rows.order_by("pk"):
            named = not names or row.name_hash in names
            if named and (row.valid_until is None or row.valid_until >= today):
                return Answer(Outcome.MATCH, row.reference)
        return Answer(Outcome.NO_MATCH)
