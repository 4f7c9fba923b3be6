"""Says what the program is, its version, its licence, and the libraries it stands on."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desk_annotator import __version__
from desk_annotator.qt.dialog_room import open_at
from desk_annotator.qt.icons import window_icon
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.text.isolates import isolate_name

_LIBRARIES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("PySide6", ("PySide6-Essentials", "PySide6"), "LGPL-3.0"),
    ("PyQtDarkTheme", ("pyqtdarktheme", "pyqtdarktheme-fork"), "MIT"),
    ("python-bidi", ("python-bidi",), "LGPL-3.0"),
    ("arabic-reshaper", ("arabic-reshaper",), "MIT"),
    ("regex", ("regex",), "Apache-2.0, CNRI-Python"),
    ("charset-normalizer", ("charset-normalizer",), "MIT"),
    ("Jinja2", ("Jinja2",), "BSD-3-Clause"),
    ("platformdirs", ("platformdirs",), "MIT"),
    ("Noto Sans Arabic", ("fontpkg-noto-sans-arabic",), "OFL-1.1"),
)
"""Name, distributions it may come in, licence."""


def _installed(distributions: tuple[str, ...]) -> str:
    for name in distributions:
        try:
            return version(name)
        except PackageNotFoundError:
            continue
    return ""


class AboutDialog(QDialog):
    """A small page; its facts can be copied into a report."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Desk Annotator"))
        picture = QLabel(self)
        picture.setPixmap(window_icon().pixmap(QSize(64, 64), self.devicePixelRatioF()))
        name = PlainLabel("Desk Annotator", self)
        font = name.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        font.setBold(True)
        name.setFont(font)
        words = PlainLabel(
            self.tr("Tag what a translation matches, misses and adds. Works without a network."),
            self,
            wraps=True,
        )
        self.version_label = PlainLabel(
            self.tr("Version {0} · MIT licence").format(isolate_name(__version__)), self
        )
        self.list = QTreeWidget(self)
        self.list.setHeaderLabels([self.tr("Library"), self.tr("Version"), self.tr("Licence")])
        self.list.setRootIsDecorated(False)
        self.list.setAccessibleName(self.tr("Libraries used"))
        for row in self._rows():
            QTreeWidgetItem(self.list, [isolate_name(cell) if cell else "—" for cell in row])
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.copy_button = QPushButton(self.tr("Copy facts"), self)
        self.copy_button.setAutoDefault(False)
        self.copy_button.clicked.connect(self._copy)
        buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        about = QVBoxLayout()
        for widget in (name, self.version_label, words):
            about.addWidget(widget)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(about, 1)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        column.addWidget(buttons)
        open_at(self, 540, 420)

    @staticmethod
    def _rows() -> list[tuple[str, str, str]]:
        rows = [
            ("Python", platform.python_version(), "PSF-2.0"),
            ("Qt", qVersion(), "LGPL-3.0"),
        ]
        rows += [
            (name, _installed(distributions), licence)
            for name, distributions, licence in _LIBRARIES
        ]
        return rows

    def facts(self) -> str:
        """Return program, system and library versions, a line each, for a report."""
        lines = [f"Desk Annotator {__version__}", platform.platform()]
        lines += [f"{name} {installed or '-'}" for name, installed, _ in self._rows()]
        return "\n".join(lines)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.facts())
