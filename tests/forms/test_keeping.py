"""What a draft keeps of a form comes back as it was left, for every type of field, row and step."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms import keeping, service, uploads
from forms.uploads import Limits, store

from .asking import PLACES, STEPS, WHO, compiled, filled
from .samples import pdf
from .test_properties import facts_of, filled_forms

pytestmark = pytest.mark.django_db


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filled_forms())
def test_every_type_is_found_as_it_was_left(filled):
    steps, payload = filled
    ready = compiled(steps=steps)
    facts = facts_of(payload, steps)
    form = ready.form_class(keeping.post_of(keeping.written(ready, payload)), facts=facts)
    assert form.is_valid(), form.errors
    found = ready.form_class(keeping.post_of(keeping.settled(form)), facts=facts)
    assert found.is_valid(), found.errors
    assert found.answers() == form.answers()
    assert set(keeping.reusable(ready, form.answers())) <= set(form.answers())


@settings(max_examples=50, deadline=None)
@given(st.permutations(range(len(STEPS))))
def test_steps_come_together_in_any_order(order):
    ready = compiled(steps=STEPS)
    whole = filled(ready, who="c2", code="X1", places__rows=["0", "3"], places__0__place="甲", places__0__rented="no",
                   places__3__place="乙", places__3__rented="yes", places__3__owner="赵六", note="很好", unseen=["answers-plan"])  # fmt: skip
    kept = {}
    for at in order:
        kept = keeping.replaced(ready, kept, whole.data, ready.steps[at])
    assert {name: sorted(values) for name, values in kept.items()} == {
        name: sorted(whole.data.getlist(name)) for name in whole.data
    }
    form = ready.form_class(keeping.post_of(kept))
    assert (form.answers() if form.is_valid() else form.errors) == (
        whole.answers() if whole.is_valid() else whole.errors
    )


def test_a_step_sent_again_replaces_only_its_own():
    ready = compiled(steps=STEPS)
    kept = {"answers-who": ["c2"], "answers-places-rows": ["0", "1"], "answers-places-1-place": ["乙"], "name": ["王五"],
            "answers-unseen": ["answers-code", "answers-plan"]}  # fmt: skip
    post = filled(ready, places__rows="0", places__0__place="甲", who="c1").data
    assert keeping.replaced(ready, kept, post, ready.steps[1]) == {
        "answers-who": ["c2"], "name": ["王五"], "answers-unseen": ["answers-code"],
        "answers-places-rows": ["0"], "answers-places-0-place": ["甲"],
    }  # fmt: skip


def test_what_counts_for_one_request_alone_is_not_kept():
    ready = compiled(WHO, PLACES)
    gone = store(pdf(), Limits())
    form = filled(ready, {"places__0__lease": pdf("新.pdf")}, who="c2\x00", places__rows="0", places__0__place="甲",
                  places__0__rented="yes", places__0__lease__kept=gone.signed, places__0__lease__remove=gone.token)  # fmt: skip
    form.is_valid()
    kept = keeping.settled(form)
    (token,) = keeping.tokens_in(kept)
    assert token != gone.token
    assert kept["answers-places-0-lease-kept"] == [uploads.sign(token)]
    assert kept["answers-who"] == ["c2"]
    assert not [name for name in kept if name.endswith("-remove")]
    found = ready.form_class(keeping.post_of(kept))
    found.is_valid()
    assert keeping.settled(found) == kept


def test_what_another_form_has_a_place_for():
    one, other = compiled(steps=STEPS), compiled(steps=[{"blocks": [WHO, {**PLACES, "blocks": PLACES["blocks"][:2]}]}])
    kept = {"answers-who": ["c2"], "answers-code": ["X"], "answers-places-rows": ["0"], "answers-places-0-place": ["甲"],
            "answers-places-0-owner": ["赵六"], "name": ["王五"]}  # fmt: skip
    wanted = {"answers-who": ["c2"], "answers-places-rows": ["0"], "answers-places-0-place": ["甲"]}
    assert keeping.carried(one, other, kept, same_form=True) == wanted
    renamed = compiled({**WHO, "label": "别的问题"})
    assert keeping.carried(one, renamed, kept, same_form=True) == {"answers-who": ["c2"]}
    assert keeping.carried(one, renamed, kept, same_form=False) == {}
    retyped = compiled({"type": "text", "key": "who", "label": WHO["label"]})
    assert keeping.carried(one, retyped, kept, same_form=True) == {}


def test_a_choice_of_another_form_serves_only_where_its_value_means_the_same():
    one = compiled(WHO)
    swapped = [{"value": row["value"], "label": label["label"]} for row, label in zip(WHO["choices"], WHO["choices"][::-1], strict=True)]  # fmt: skip
    other = compiled({**WHO, "choices": swapped})
    more = compiled({**WHO, "choices": [*WHO["choices"], {"value": "c9", "label": "别的"}]})
    kept = {"answers-who": ["c2"]}
    assert keeping.carried(one, other, kept, same_form=False) == {}
    assert keeping.carried(one, more, kept, same_form=False) == kept


def test_neither_files_nor_what_was_signed_serve_again(version):
    answers = {"f1": "张三", "f4": {"token": "x"}, "f5": {"agreed": True}}
    assert keeping.reusable(service.compiled(version), answers) == {"f1": "张三"}
