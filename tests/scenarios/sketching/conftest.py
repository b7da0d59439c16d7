from tests.scenarios.storyboard.conftest import board, writer

__all__ = ["board", "writer"]
