"""XLSForms of different kinds → event file → `check` → a conversation, shown as it went."""

from __future__ import annotations

from pathlib import Path

from tests.xlsform.forms import Talk, event_of, taken

YES_NO = [
    ["list_name", "name", "label"],
    ["yn", "yes", "Yes"],
    ["yn", "no", "No"],
]


def test_choices_numbers_and_skips(tmp_path: Path) -> None:
    made = taken(
        [
            ["type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message"],
            ["select_one yn", "coming", "Will you come?", "", "yes"],
            ["integer", "guests", "How many guests?", "You included", "yes", "${coming} = 'yes'",
             ". >= 1 and . <= 20", "Between 1 and 20, please."],
            ["text", "why", "May we ask why not?", "", "", "${coming} = 'no'"],
            ["note", "thanks", "Thank you for your time."],
        ],
        YES_NO,
        [["form_title"], ["Garden party"]],
    )  # fmt: skip
    talk = Talk(event_of(made, tmp_path))
    talk("perhaps", "yes", "40", "twelve", "12", "[next]")

    assert talk.transcript == [
        "Will you come? (Yes / No)",
        "> perhaps",
        "! Please choose one of the answers below.",
        "> yes",
        "How many guests?",
        "> 40",
        "! \u2068Between 1 and 20, please.\u2069",
        "> twelve",
        "! Please write a whole number, such as 12.",
        "> 12",
        "Thank you for your time.",
        "> [next]",
        "Review: {'coming': 'yes', 'guests': 12, 'thanks': True}",
    ]


def test_several_choices_and_conditions_on_them(tmp_path: Path) -> None:
    made = taken(
        [
            ["type", "name", "label", "relevant", "constraint", "constraint_message"],
            ["select_multiple days", "days", "Which days?", "",
             "not(selected(., 'none') and selected(., 'mon'))", "None, or days."],
            ["select_one yn", "dinner", "Dinner on Monday?", "selected(${days}, 'mon')"],
            ["text", "diet", "Diet", "${dinner} = 'yes' or (selected(${days}, 'tue') and not(${dinner} = 'no'))"],
            ["date", "left", "Day of departure", "", ". >= date('2027-05-04')", "Not before the 4th."],
        ],
        [*YES_NO, ["days", "mon", "Monday"], ["days", "tue", "Tuesday"], ["days", "none", "None"]],
    )  # fmt: skip
    talk = Talk(event_of(made, tmp_path))
    talk("Monday, None", "Monday, Tuesday", "no", "3.5.2027", "6 May 2027")

    assert talk.transcript == [
        "Which days? (Monday / Tuesday / None)",
        "> Monday, None",
        "! \u2068None, or days.\u2069",
        "> Monday, Tuesday",
        "Dinner on Monday? (Yes / No)",
        "> no",
        "Day of departure",
        "> 3.5.2027",
        "! \u2068Not before the 4th.\u2069",
        "> 6 May 2027",
        "Review: {'days': ['mon', 'tue'], 'dinner': 'no', 'left': '2027-05-06'}",
    ]


def test_a_repeat_with_its_own_conditions(tmp_path: Path) -> None:
    made = taken(
        [
            ["type", "name", "label", "required", "relevant", "repeat_count"],
            ["integer", "children", "How many children?", "yes"],
            ["begin repeat", "child", "Children", "", "${children} > 0", "${children}"],
            ["text", "child_name", "Name", "yes"],
            ["integer", "age", "Age", "yes"],
            ["begin group", "school_group", "School", "", "${age} >= 6"],
            ["text", "school", "Which school?"],
            ["end group"],
            ["end repeat"],
            ["text", "remarks", "Remarks"],
        ],
    )
    event = event_of(made, tmp_path)
    talk = Talk(event)("2", "[add]", "Awa", "9", "Lycée", "[add]", "Ben", "3", "[next]", "None")
    childless = Talk(event)("0", "None")

    assert talk.transcript == [
        "How many children?",
        "> 2",
        "Children: 0",
        "> [add]",
        "Name",
        "> Awa",
        "Age",
        "> 9",
        "Which school?",
        "> Lycée",
        "Children: 1",
        "> [add]",
        "Name",
        "> Ben",
        "Age",
        "> 3",
        "Children: 2",
        "> [next]",
        "Remarks",
        "> None",
        (
            "Review: {'children': 2, 'child': True, 'remarks': 'None'}, "
            "[{'child_name': 'Awa', 'age': 9, 'school': 'Lycée'}, {'child_name': 'Ben', 'age': 3}]"
        ),
    ]
    assert childless.transcript == [
        "How many children?",
        "> 0",
        "Remarks",
        "> None",
        "Review: {'children': 0, 'remarks': 'None'}",
    ]


def test_french_and_arabic_by_their_columns(tmp_path: Path) -> None:
    made = taken(
        [
            ["type", "name", "label::Français (fr)", "label::العربية", "hint::Français (fr)", "hint::العربية",
             "constraint", "constraint_message::Français (fr)", "constraint_message::العربية"],
            ["select_one level", "level", "Qui conduira la délégation ?", "من سيرأس الوفد؟"],
            ["integer", "people", "Combien de personnes ?", "كم عدد المشاركين؟", "Une estimation.", "تقدير يكفي.",
             ". > 0", "Une personne au moins.", "شخص واحد على الأقل."],
        ],
        [
            ["list_name", "name", "label::Français (fr)", "label::العربية"],
            ["level", "minister", "Ministre", "وزير"],
            ["level", "ambassador", "Ambassadeur", "سفير"],
        ],
        [["default_language"], ["Français (fr)"]],
    )  # fmt: skip
    event = event_of(made, tmp_path)
    french = Talk(event, "fr")("ministre", "0", "7")
    arabic = Talk(event, "ar")("سفير", "٧")

    assert event.languages == ("fr", "ar")
    assert french.transcript == [
        "Qui conduira la délégation ? (Ministre / Ambassadeur)",
        "> ministre",
        "Combien de personnes ?",
        "> 0",
        "! \u2068Une personne au moins.\u2069",
        "> 7",
        "Review: {'level': 'minister', 'people': 7}",
    ]
    assert arabic.transcript == [
        "من سيرأس الوفد؟ (وزير / سفير)",
        "> سفير",
        "كم عدد المشاركين؟",
        "> ٧",
        "Review: {'level': 'ambassador', 'people': 7}",
    ]


def test_groups_become_sections_and_pass_on_their_conditions(tmp_path: Path) -> None:
    made = taken(
        [
            ["type", "name", "label", "relevant"],
            ["begin_group", "travel", "Travel"],
            ["select_one yn", "flying", "Do you come by air?"],
            ["begin_group", "flight", "Your flight", "${flying} = 'yes'"],
            ["text", "number", "Flight number"],
            ["select_one yn", "visa", "Do you need a visa?"],
            ["begin_group", "", "", "${visa} = 'yes'"],
            ["text", "passport", "Passport number"],
            ["end_group"],
            ["end_group"],
            ["text", "address", "Address on site"],
            ["end_group"],
        ],
        YES_NO,
    )
    event = event_of(made, tmp_path)
    by_air = Talk(event)("yes", "ET 821", "yes", "X1", "Hotel")
    by_road = Talk(event)("no", "Hotel")

    assert [(one.name, one.label.own["en"]) for one in event.form.sections] == [
        ("travel", "Travel"),
        ("flight", "Your flight"),
        ("questions", "Your flight"),
        ("travel_2", "Travel"),
    ]
    assert by_air.transcript == [
        "Do you come by air? (Yes / No)",
        "> yes",
        "Flight number",
        "> ET 821",
        "Do you need a visa? (Yes / No)",
        "> yes",
        "Passport number",
        "> X1",
        "Address on site",
        "> Hotel",
        "Review: {'flying': 'yes', 'number': 'ET 821', 'visa': 'yes', 'passport': 'X1', 'address': 'Hotel'}",
    ]
    assert by_road.transcript[-3:] == [
        "Address on site",
        "> Hotel",
        "Review: {'flying': 'no', 'address': 'Hotel'}",
    ]


def test_choices_that_depend_on_an_earlier_answer(tmp_path: Path) -> None:
    made = taken(
        [
            ["type", "name", "label", "choice_filter"],
            ["select_one region", "region", "Which region?"],
            ["select_one town", "town", "Which town?", "region=${region}"],
        ],
        [
            ["list name", "name", "label", "region"],
            ["region", "north", "North"],
            ["region", "south", "South"],
            ["town", 1, "Arden", "north"],
            ["town", 2, "Brill", "south"],
            ["town", 3, "Corby", "south"],
        ],
    )
    talk = Talk(event_of(made, tmp_path))("South", "Arden", "Corby")

    assert talk.transcript == [
        "Which region? (North / South)",
        "> South",
        "Which town? (Brill / Corby)",
        "> Arden",
        "! Please choose one of the answers below.",
        "> Corby",
        "Review: {'region': 'south', 'town': '3'}",
    ]
