"""A small folder of content without faults, and ways to spoil it."""

from collections.abc import Mapping
from pathlib import Path

COMPETENCIES = """\
levels:
  - {level: 0, name: {uk: Немає, en: None}, meaning: {uk: Ніщо, en: Nothing}}
  - {level: 1, name: {uk: Один, en: One}, meaning: {uk: Перший, en: First}}
  - {level: 2, name: {uk: Два, en: Two}, meaning: {uk: Другий, en: Second}}
  - {level: 3, name: {uk: Три, en: Three}, meaning: {uk: Третій, en: Third}}
  - {level: 4, name: {uk: Чотири, en: Four}, meaning: {uk: Четвертий, en: Fourth}}
competencies:
  - code: FL-02
    key: listening
    critical: false
    target: 2
    name: {uk: Слухання, en: Listening}
    definition: {uk: Слухає., en: Listens.}
    indicators:
      - {code: FL-02.1, text: {uk: Не перебиває, en: Does not interrupt}}
      - {code: FL-02.2, text: {uk: Підсумовує, en: Sums up}}
    levels:
      - {level: 1, text: {uk: Знає, en: Knows}}
      - {level: 2, text: {uk: Пробує, en: Tries}}
      - {level: 3, text: {uk: Робить, en: Does}}
      - {level: 4, text: {uk: Навчає, en: Teaches}}
"""

NORMS = """\
norms:
  - code: law-1
    act: Закон України «Про приклад»
    article: ст. 1
    summary: Приклад є прикладом.
    url: https://zakon.rada.gov.ua/laws/show/1
    edition: 2023-04-10
    checked: null
    next_check: 2027-01-15
    verify: звірити
"""

BANK = """\
code: T1
name: Перший банк
questions:
  - code: T1-01
    kind: one
    use: quiz
    competency: FL-02
    indicator: FL-02.1
    difficulty: 1
    prompt: Що робити, коли людина мовчить?
    options:
      - {text: Чекати, right: true, feedback: Людина заговорила.}
      - {text: Радити, feedback: Людина пішла.}
    explanation: Пауза працює.
    norm: law-1
    source: приклад
  - code: T1-02
    kind: many
    use: quiz
    competency: FL-02
    difficulty: 2
    prompt: Що допомагає?
    options:
      - {text: Погляд, right: true, feedback: Так.}
      - {text: Кивок, right: true, feedback: Так.}
      - {text: Телефон, feedback: Ні.}
    explanation: Увага помітна.
  - code: T1-03
    kind: true_false
    use: quiz
    competency: FL-02
    difficulty: 3
    prompt: Пауза шкодить.
    answer: false
    feedback: {true: Ні., false: Саме так.}
    explanation: Пауза допомагає.
  - code: T1-04
    kind: judgement
    use: quiz
    competency: FL-02
    difficulty: 2
    prompt: Клієнт плаче.
    options:
      - {text: Побути поруч, best: true, feedback: Заспокоївся.}
      - {text: Вийти, worst: true, feedback: Пішов.}
      - {text: Налити води, feedback: Подякував.}
      - {text: Писати далі, feedback: Замовк.}
    explanation: Спершу людина.
  - code: T1-K1
    kind: one
    use: practice
    competency: FL-02
    difficulty: 1
    prompt: Перевірка?
    options:
      - {text: Так, right: true, feedback: Так.}
      - {text: Ні, feedback: Ні.}
    explanation: Отак.
"""

SCENARIO = """\
code: S01
title: Коротка розмова
summary: Прийшла людина.
role: Ви – фронтлайнер.
channel: office
place: Бюро
client: {name: Ганна, age: 60, about: Прийшла сама.}
difficulty: 1
minutes: 5
competencies: [FL-02]
pass: {level: 2, achievement: 60}
start: pochatok
variables: []
scenes:
  - id: pochatok
    title: Початок
    speaker: Ганна
    text: Добрий день. Не знаю, з чого почати.
    choices:
      - id: a
        text: Почніть, з чого вам легше, а я послухаю.
        to: dali
        reaction: Вона видихнула.
        qualities: {FL-02: 4}
        recommended: true
        feedback: Вибір лишився за нею.
        basis: law-1
      - id: b
        text: Давайте паспорт, а тоді поговоримо.
        to: pohano
        reaction: Вона замовкла.
        qualities: {FL-02: 0}
        feedback: Розмову повів папір.
  - id: dali
    title: Далі
    speaker: Ганна
    text: Син не пише. І пенсію зменшили.
    choices:
      - id: a
        text: Підсумую, що почув, чи правильно?
        to: dobre
        reaction: Так, саме так.
        qualities: {FL-02: 4}
        recommended: true
        feedback: Її почули.
      - id: b
        text: Пенсія – це інше вікно, вам туди.
        to: pohano
        reaction: Вона встала.
        qualities: {FL-02: 1}
        feedback: Головне лишилося несказаним.
routers: []
endings:
  - {id: dobre, level: 3, title: Добре, text: Вона знає наступний крок.}
  - {id: pohano, level: 1, title: Погано, text: Вона пішла.}
"""

MODULE = """\
code: T1
slug: slukhannia
title: Слухання
intro: Навчитеся слухати.
competencies: [FL-02]
prerequisites: []
next_review: 2027-05-01
earns: Ви вмієте слухати.
warning: ""
steps:
  - lesson: 1-pershyi.md
  - lesson: 2-druhyi.md
  - quiz:
      code: T1-QUIZ
      slug: test
      title: Тест
      intro: Чотири запитання.
      bank: T1
      draw: 4
      minutes: 10
      objectives: [перевірити себе]
  - scenario:
      code: T1-S01
      slug: rolova
      title: Рольова ситуація
      intro: Спробуйте.
      scenario: S01
      minutes: 5
      mode: assessed
      objectives: [вислухати]
"""

LESSON = """\
---
code: T1-L1
slug: pershyi
title: Перший урок
minutes: 10
objectives:
  - почати розмову
sources:
  - приклад
verify: звірити з нормою
---
## Початок

Слухайте **уважно**, див. [другий урок](2-druhyi.md).

::: key-idea
Спершу *людина*.
:::

::: dialogue good «Добре»
Setting: Кабінет.
Фронтлайнерка: Слухаю.
Клієнт: Дякую.
Why: Його почули.
:::

::: checklist «Для роботи»
- Слухаю.
:::

::: flashcards
- перед :: зворот
:::

::: accordion
### Питання
Відповідь.
:::

::: reflection
Що допомогло вам?
:::

::: check T1-K1
:::

::: norm law-1
:::
"""

LESSON_2 = """\
---
code: T1-L2
slug: druhyi
title: Другий урок
minutes: 5
---
Повернутися до [першого](1-pershyi.md).
"""

PROGRAMME = """\
code: INTRO
title: Вступ
summary: Коротка програма.
due_days: 30
hours: 2
validity_months: 12
certificate_title: Сертифікат
outcomes: [слухати]
stages:
  - {title: Перший, modules: [T1]}
conditions: {target_levels: {FL-02: 1}, no_open_critical_error: true}
"""

PAGES = """\
home:
  uk: {title: Навчання, lead: Вступ, for_whom: [усім], how_long: Година, help: Запитайте.,
       steps: [{title: Увійдіть, text: Пошта й пароль}]}
  en: {title: Training, lead: Welcome, for_whom: [everyone], how_long: An hour, help: Ask.}
accessibility:
  uk: {title: Доступність, body: Текст.}
  en: {title: Accessibility, body: Text.}
privacy:
  uk: {title: Приватність, body: Текст.}
  en: {title: Privacy, body: Text.}
"""

FILES = {
    "competencies.yaml": COMPETENCIES,
    "norms.yaml": NORMS,
    "pages.yaml": PAGES,
    "banks/t1.yaml": BANK,
    "scenarios/s01.yaml": SCENARIO,
    "modules/t1/module.yaml": MODULE,
    "modules/t1/1-pershyi.md": LESSON,
    "modules/t1/2-druhyi.md": LESSON_2,
    "programmes/intro.yaml": PROGRAMME,
}


def write_folder(root: Path, files: Mapping[str, str] = FILES) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def change(root: Path, file: str, old: str, new: str) -> int:
    """Replace the one place where ``old`` stands; returns its line, counted from 1."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1
