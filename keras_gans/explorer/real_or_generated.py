"""The explorer's tab in which people tell real pictures from generated ones."""

import base64
import functools
import secrets

import gradio as gr

from keras_gans.explorer.controls import told
from keras_gans.explorer.quiz import Quiz
from keras_gans.metrics.human_error import human_error
from keras_gans.runs.human_answers import AnswersFile
from keras_gans.runs.human_answers import read_answers
from keras_gans.runs.human_test import HumanTest
from keras_gans.runs.sources import name_of

SINGLE, PAIRS = "one at a time", "pairs"
ABOUT = (
    "Some pictures are real, and the model generated the others. Which are "
    "real? Each answer is written to a file at once."
)
STYLE = """<style>
.kg-seen {{display: flex; justify-content: center; gap: 2%}}
.kg-seen img {{width: min(49%, 384px); margin: 0; image-rendering: pixelated;
  animation: {name} 1ms {seconds:g}s forwards}}
@keyframes {name} {{to {{opacity: {opacity}}}}}
</style>"""
PICTURE = '<img alt="" src="data:image/png;base64,{}">'


def tab(model, source):
    """Builds the tab in the current `gradio.Blocks`.

    Answers go to NAME-real-or-generated.csv, those to pairs to NAME-pairs.csv,
    in the current folder. `keras-gans turing --answers FILE` scores such files.

    Args:
        model: The loaded model, a `LatentGAN`.
        source: What it was loaded from.
    """
    # Once, when somebody starts, since it reads the data.
    test = functools.cache(lambda: HumanTest(model, source))

    def begin(how, n):
        kind = "pairs" if how == PAIRS else "real-or-generated"
        answers = AnswersFile(f"{name_of(source)}-{kind}.csv")
        return Quiz(test(), answers, n=int(n), pairs=how == PAIRS)

    def answer(number, quiz, limit):
        if quiz is None:
            raise ValueError("The server was restarted: reload the page.")
        quiz.answer(quiz.choices[number])
        return shown(quiz, limit)

    gr.Markdown(ABOUT)
    with gr.Column() as choices:  # Out of sight during a test.
        with gr.Row():
            how = gr.Radio([SINGLE, PAIRS], value=SINGLE, label="Pictures")
            n = gr.Slider(2, 100, 20, step=2, label="Number of questions")
            limit = gr.Number(
                0, minimum=0, label="Seconds to look", info="0 for no limit"
            )
        start = gr.Button("Start", variant="primary")
    text, pictures = gr.Markdown(), gr.HTML()
    with gr.Row():
        buttons = [gr.Button(visible=False, min_width=120) for _ in range(2)]
    quiz, seen = gr.State(), [choices, text, pictures, *buttons]
    private = {"api_visibility": "private"}
    begun = start.click(told(begin), [how, n], quiz, **private)
    begun.success(shown, [quiz, limit], seen, **private)
    for number, button in enumerate(buttons):
        chosen = told(functools.partial(answer, number))
        button.click(chosen, [quiz, limit], seen, **private)


def shown(quiz, limit):
    """What is seen: choices, a question, its pictures and the two answers."""
    if quiz.is_over:
        hidden = [gr.Button(visible=False)] * 2
        return gr.Column(visible=True), results(quiz), "", *hidden
    # No message has to arrive in time for a picture to go. The browser may keep
    # an element for the next picture: only another animation starts anew.
    name = f"kg-{secrets.token_hex(4)}"
    opacity = 0 if limit else 1
    html = STYLE.format(name=name, seconds=limit or 0, opacity=opacity)
    images = [
        PICTURE.format(base64.b64encode(picture).decode())
        for picture in quiz.pictures
    ]
    question = "Which one is real?" if len(images) == 2 else "What is this?"
    text = f"**{quiz.answered + 1} of {len(quiz)}.** {question}"
    buttons = [gr.Button(choice, visible=True) for choice in quiz.choices]
    html += f'<div class="kg-seen">{"".join(images)}</div>'
    return gr.Column(visible=False), text, html, *buttons


def results(quiz):
    """The error rates of a person, and of all answers in the file."""
    everybody = human_error(*read_answers(quiz.file.path))
    return (
        f"**You.** {quiz.error()}\n\n**Everybody so far.** {everybody}\n\n"
        f"The answers are in `{quiz.file.path}`, with {quiz.person} as you."
    )
