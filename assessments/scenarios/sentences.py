"""The sentences of the checker, Ukrainian and English, by message code.

Counts stand after a colon, so that no sentence needs a plural form.
"""

SENTENCES: dict[str, tuple[str, str]] = {
    # shape
    "wrong_type": ("Тут має бути інше значення: {expected}.", "Expected here: {expected}."),
    "missing_key": ("Бракує обовʼязкового поля.", "A required field is missing."),
    "unknown_key": ("Такого поля формат не знає.", "The format has no such field."),
    "bad_id": (
        "«{id}» не може бути назвою: лише латинські літери, цифри, дефіс або підкреслення.",
        "“{id}” cannot be a name: only Latin letters, digits, hyphen or underscore.",
    ),
    "bad_word": (
        "«{word}» тут не можна. Можна: {allowed}.",
        "“{word}” is not allowed here. Allowed: {allowed}.",
    ),
    "out_of_range": ("Має бути від {low} до {high}.", "Must be from {low} to {high}."),
    "empty_range": (
        "Найбільше значення ({high}) має бути більшим за найменше ({low}).",
        "The greatest value ({high}) must be above the least ({low}).",
    ),
    "too_long": (
        "Задовгий текст: знаків {length}, можна {limit}.",
        "The text is too long: characters {length}, allowed {limit}.",
    ),
    "too_many": ("Забагато: є {count}, можна {limit}.", "Too many: {count}, allowed {limit}."),
    "bad_character": (
        "У тексті є службовий знак, якого не видно.",
        "The text holds an invisible control character.",
    ),
    "duplicate_id": ("«{id}» трапляється двічі.", "“{id}” occurs twice."),
    "unknown_variable": ("Змінної «{variable}» немає.", "There is no variable “{variable}”."),
    "flag_range": (
        "Змінна «так/ні» має значення від 0 до 1.",
        "A yes/no variable ranges from 0 to 1.",
    ),
    "wrong_count": (
        "Слів для шкали: {count}, а має бути {due} або жодного.",
        "Words for the scale: {count}; must be {due} or none.",
    ),
    "not_positive": (
        "Додавати й віднімати можна лише додатне число.",
        "Only a positive number can be added or taken away.",
    ),
    "too_many_read": (
        "Умови читають забагато показників ({names}); можна щонайбільше: {limit}.",
        "Conditions read too many variables ({names}); at most: {limit}.",
    ),
    "wide_range": (
        "Змінна, яку читають умови, має розмах {span}; можна щонайбільше {limit}.",
        "A variable that conditions read has a span of {span}; at most {limit}.",
    ),
    "bad_condition": (
        "«{text}» – не умова. Приклад: trust >= 6.",
        "“{text}” is not a condition. Example: trust >= 6.",
    ),
    "bad_effect": (
        "«{text}» – не вплив. Приклади: trust + 2, stress - 1, found = 1.",
        "“{text}” is not an effect. Examples: trust + 2, stress - 1, found = 1.",
    ),
    # 1–5
    "start_missing": (
        "Розмова не має з чого початися: сцени «{target}» немає.",
        "The talk cannot begin: there is no scene “{target}”.",
    ),
    "target_missing": (
        "Після цієї відповіді розмова обірветься: сцени «{target}» немає.",
        "After this choice the talk breaks off: there is no scene “{target}”.",
    ),
    "route_missing": (
        "Розвилка веде до сцени «{target}», якої немає.",
        "The router leads to the scene “{target}”, which does not exist.",
    ),
    "unlinked": (
        "Сюди не веде жодна відповідь: ніхто цього не побачить.",
        "No choice leads here: nobody will ever see it.",
    ),
    "unlinked_only_ending": (
        "Це єдиний фінал рівня {level}, а до нього не веде жодна відповідь.",
        "This is the only ending of level {level}, and no choice leads to it.",
    ),
    "no_choices": (
        "Тут немає жодної відповіді: розмова зупиниться без фіналу.",
        "There is no choice here: the talk stops without an ending.",
    ),
    "all_closed": (
        "Сюди можна прийти так, що всі відповіді будуть закриті: людина застрягне.",
        "One can arrive here with every choice closed: the learner is stuck.",
    ),
    "trap": (
        "Після цієї відповіді вже не дійти до жодного фіналу.",
        "After this choice no ending can be reached any more.",
    ),
    "no_ending": (
        "Від початку не дійти до жодного фіналу.",
        "No ending can be reached from the start.",
    ),
    "endless_routers": (
        "Розвилка веде по колу сама до себе: розмова зависне.",
        "The router leads round to itself: the talk would hang.",
    ),
    # 6–9
    "idle_loop": (
        "Можна ходити по колу, і нічого не змінюється ({nodes}); вихід із кола є.",
        "One can go round in a circle and nothing changes ({nodes}); there is a way out.",
    ),
    "choice_never_open": (
        "Цю відповідь ніхто не побачить: умова ніколи не виконується.",
        "Nobody will ever see this choice: its condition is never met.",
    ),
    "rule_never_used": (
        "Правило {number} цієї розвилки ніколи не спрацьовує.",
        "Rule {number} of this router never applies.",
    ),
    "never_reached": (
        "Посилання сюди є, але умови ніколи не приводять сюди.",
        "There are links to this place, but conditions never let anybody through.",
    ),
    "ending_never_reached": (
        "До цього фіналу не можна дійти, хоч як відповідай.",
        "This ending cannot be reached whatever one chooses.",
    ),
    "condition_always_true": (
        "Умова виконується завжди: відповідь відкрита для всіх.",
        "The condition always holds: everybody sees the choice.",
    ),
    "rule_always_true": (
        "Правило {number} спрацьовує завжди: далі розвилка не зайде.",
        "Rule {number} always applies: the router never goes further.",
    ),
    "idle_effect": (
        "Вплив «{effect}» ніколи нічого не змінює.",
        "The effect “{effect}” never changes anything.",
    ),
    "variable_never_read": (
        "Змінну «{variable}» не показують і не читає жодна умова.",
        "The variable “{variable}” is neither shown nor read by any condition.",
    ),
    "variable_never_set": (
        "Змінну «{variable}» не змінює жодна відповідь.",
        "No choice changes the variable “{variable}”.",
    ),
    # 10–13
    "too_few_decisions": (
        "До доброго фіналу можна дійти, показавши {competency} лише в такій кількості рішень: "
        "{count} (треба {needed}).",
        "A good ending can be reached with {competency} shown in decisions: {count} "
        "(needed: {needed}).",
    ),
    "competency_never_scored": (
        "Компетентність {competency} обіцяно, але її не оцінює жодна відповідь.",
        "Competency {competency} is promised, but no choice scores it.",
    ),
    "competency_not_promised": (
        "Відповіді оцінюють {competency}, якої немає серед компетентностей сценарію.",
        "Choices score {competency}, which is not among the scenario's competencies.",
    ),
    "nobody_can_pass": (
        "Скласти неможливо: найкращий шлях без критичних помилок до фіналу рівня {level} дає "
        "{best} із {max}, а треба {achievement} %.",
        "Nobody can pass: the best path without critical errors to an ending of level {level} "
        "earns {best} of {max}; {achievement} % is needed.",
    ),
    "gates_never_together": (
        "Скласти неможливо: жоден шлях не виконує всіх умов разом (рівень фіналу, бали, "
        "обовʼязкові компетентності, без критичних помилок).",
        "Nobody can pass: no path meets all conditions at once (level of the ending, points, "
        "required competencies, no critical error).",
    ),
    "good_ending_below_mark": (
        "Цей фінал добрий, але набрати до нього можна щонайбільше {best} із {max}: менше за "
        "прохідні {achievement} %.",
        "This ending is good, but at most {best} of {max} can be earned on the way: below the "
        "{achievement} % needed.",
    ),
    "bad_ending_reaches_mark": (
        "До цього слабкого фіналу можна набрати {best} із {max}: прохідні {achievement} % є, "
        "не пускає лише рівень фіналу.",
        "This weak ending allows {best} of {max}: the {achievement} % are there, only the level "
        "of the ending holds it back.",
    ),
    "short_path_full_marks": (
        "Короткий шлях бере все, що зустрів ({earned} з {max}), і не складає: людина не "
        "зробила жодної помилки й не знатиме чому.",
        "A short path takes all it met ({earned} of {max}) and does not pass: no choice was "
        "wrong, and the learner will not know why.",
    ),
    "detour_full_marks": (
        "Є шлях, що бере все, що зустрів, але лише {earned} з {max}.",
        "There is a path that takes all it met, yet only {earned} of {max}.",
    ),
    "recommended_missing": (
        "Тут рекомендований шлях уривається: жодна відповідь не позначена.",
        "The recommended path breaks off here: no choice is marked.",
    ),
    "recommended_closed": (
        "Рекомендована відповідь тут закрита для того, хто йде рекомендованим шляхом.",
        "The recommended choice here is closed to somebody on the recommended path.",
    ),
    "recommended_twice": (
        "Тут відкрито кілька рекомендованих відповідей; має бути одна.",
        "Several recommended choices are open here; there must be one.",
    ),
    "recommended_loop": (
        "Рекомендований шлях ходить по колу.",
        "The recommended path goes round in a circle.",
    ),
    "recommended_broken": (
        "Рекомендована відповідь веде в нікуди.",
        "The recommended choice leads nowhere.",
    ),
    "recommended_not_best": (
        "Рекомендований шлях дає {earned}, а найкращий – {max}.",
        "The recommended path earns {earned}, the best one {max}.",
    ),
    "recommended_lower_ending": (
        "Рекомендований шлях веде до фіналу рівня {level}, хоча є рівень {best}.",
        "The recommended path leads to an ending of level {level}; there is level {best}.",
    ),
    "recommended_off_path": (
        "Відповідь позначена як рекомендована, але рекомендований шлях сюди не веде.",
        "The choice is marked as recommended, but the recommended path does not come here.",
    ),
    "mixed_competencies": (
        "Оцінені відповіді тут називають різні компетентності ({competencies}): оцінка "
        "залежала б від того, що обрано. Додайте 0 там, де бракує.",
        "Scored choices here name different competencies ({competencies}): what is measured "
        "would depend on the answer. Put 0 where one is missing.",
    ),
    "mixed_weights": (
        "Вага відповідей тут різна ({weights}); вага належить рішенню, тож має бути одна.",
        "Choices here differ in weight ({weights}); weight belongs to the decision.",
    ),
    "equal_qualities": (
        "Усі оцінені відповіді тут однаково добрі: рішення нічого не показує.",
        "All scored choices here are equally good: the decision shows nothing.",
    ),
    "no_good_choice": (
        "Тут немає доброї відповіді (якість 3 або 4).",
        "There is no good choice here (quality 3 or 4).",
    ),
    "critical_with_quality": (
        "Критична помилка має якість {quality}; мало б бути 0 або 1.",
        "A critical error has quality {quality}; 0 or 1 was to be expected.",
    ),
    # 14–20
    "longest_is_best": (
        "Найдовша відповідь часто найкраща: {count} із {decisions} рішень. Довжина підказує.",
        "The longest choice is often the best: {count} of {decisions} decisions. "
        "Length gives it away.",
    ),
    "first_is_best": (
        "Перша відповідь часто найкраща: {count} із {decisions} рішень.",
        "The first choice is often the best: {count} of {decisions} decisions.",
    ),
    "absolute_words": (
        "Слова «завжди», «ніколи», «жоден» є лише в слабших відповідях (разів: {count}): "
        "вони підказують.",
        "Words such as “always” and “never” occur only in weaker choices (times: {count}): "
        "they give it away.",
    ),
    "uneven_lengths": (
        "Відповіді дуже різні за довжиною: знаків від {shortest} до {longest}.",
        "The choices differ much in length: {shortest} to {longest} characters.",
    ),
    "empty_text": ("Тут немає тексту.", "There is no text here."),
    "long_scene": (
        "Задовга сцена: слів {words}, радимо до {limit}.",
        "The scene is long: words {words}, advised up to {limit}.",
    ),
    "long_choice": (
        "Задовга відповідь: слів {words}, радимо до {limit}.",
        "The choice is long: words {words}, advised up to {limit}.",
    ),
    "no_feedback": (
        "Після розмови ця відповідь лишиться без пояснення.",
        "After the talk this choice is left without an explanation.",
    ),
    "long_path": (
        "Найдовший шлях читати {minutes} хв, радимо до {limit}.",
        "The longest path takes {minutes} min to read, advised up to {limit}.",
    ),
    "short_path": (
        "Найкоротший шлях закінчується за {minutes} хв, радимо від {limit}.",
        "The shortest path ends after {minutes} min, advised from {limit}.",
    ),
    "source_unknown": (
        "Правова підстава «{code}» не описана серед джерел права.",
        "The legal basis “{code}” is not among the sources of law.",
    ),
    "source_overdue": (
        "Правову підставу «{code}» слід було звірити з законом до {due}.",
        "The legal basis “{code}” was to be compared with the law by {due}.",
    ),
    "review_overdue": (
        "Право в цій розмові слід було перевірити до {due}.",
        "The law in this talk was to be checked by {due}.",
    ),
    "personal_data": (
        "Текст схожий на справжні особисті дані ({kind}, поле {field}).",
        "The text looks like real personal data ({kind}, field {field}).",
    ),
    "passed_by_chance": (
        "Навмання складають {percent} %, припустимо до {limit} %.",
        "Blind choice passes in {percent} %, allowed up to {limit} %.",
    ),
    "not_exhaustive": (
        "Перевірено станів: {states}, не всі; решту спробувано випадковими розмовами: {plays}. "
        "Про те, чого не знайдено, це нічого не доводить.",
        "States explored: {states}, not all; beyond them random plays: {plays}. "
        "What was not found is not proved absent.",
    ),
    "totals_estimated": (
        "Через повернення до оцінених сцен усіх сум не обчислено; за найбільшу взято суму "
        "рекомендованого шляху: {max}.",
        "Because talks come back to scored scenes not every total was computed; the "
        "recommended path stands for the greatest: {max}.",
    ),
}
