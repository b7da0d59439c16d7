"""The small folder with what it leaves out: drawings, self-checks, statements, principles."""

from pathlib import Path

from tests.curriculum import samples

SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40">
  <rect class="d-soft" x="2" y="2" width="96" height="36"/>
  <text class="d-text" x="10" y="24">Пауза</text>
</svg>
"""

STATEMENTS = """\
statements:
  - code: SA-FL-02-1
    competency: FL-02
    text: {uk: "слухаю, не перебиваючи", en: listened without interrupting}
  - code: SA-FL-02-2
    competency: FL-02
    text: {uk: витримую паузу, en: held the silence}
"""

PRINCIPLES = """\
principles:
  - code: P7b
    source: handbook
    title: {uk: Людину чують, en: The person is heard}
    indicators: [FL-02.2, FL-02.1]
  - code: N1
    source: round_table
    title: {uk: Говорять мʼяко, en: Talk gently}
    indicators: [FL-02]
"""

STEP = """\
  - self_assessment:
      code: T1-SA
      slug: samootsinka
      title: Самооцінка
      intro: Погляньте на себе.
      moment: before
      competencies: [FL-02]
      minutes: 7
      objectives: [побачити себе]
"""

BLOCKS = """\

::: diagram pauza.svg «Пауза»
Прямокутник, а в ньому слово «Пауза».

Другий абзац.
Caption: Мовчати – теж відповідь.
:::

::: self-check «Як ви»
Лише для вас.
- Я втомлююся.
- Я сплю погано.
- Робота має сенс. (−)
up to 1.5 :: Рівно :: Бережіть те, що маєте.
up to 3 :: Важко :: Поговоріть із кимось.
:::
"""

LESSON = samples.LESSON.replace(
    "verify: звірити з нормою\n",
    "verify: звірити з нормою\nindicators:\n  - FL-02.1\n  - FL-02.2\n",
)

FILES = samples.FILES | {
    "competencies.yaml": samples.COMPETENCIES + PRINCIPLES,
    "self-assessment.yaml": STATEMENTS,
    "drawings/pauza.svg": SVG,
    "drawings/pauza.en.svg": SVG.replace("Пауза", "A pause"),
    "modules/t1/module.yaml": samples.MODULE + STEP,
    "modules/t1/1-pershyi.md": LESSON + BLOCKS,
}


def write_wider_folder(root: Path) -> Path:
    return samples.write_folder(root, FILES)
