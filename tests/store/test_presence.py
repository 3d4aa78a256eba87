"""The last to leave folds the journal; and a network file system is known for one."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from so_tui.store import network_fs
from so_tui.store.casebook import Casebook
from so_tui.store.ledger import journal_file
from so_tui.store.presence import presence_file
from tests.store.books import begun, book, labels, names

AT_REST = {"casebook.json", "casebook.json.lock", "casebook.json.mark", "casebook.json.backups"}
STAY = """
import sys, time
from pathlib import Path
from so_tui.store.casebook import Casebook
with Casebook(Path(sys.argv[1])).present():
    print("here", flush=True)
    time.sleep(600)
"""


def test_the_last_to_leave_folds_the_journal(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    with ExitStack() as first:
        first.enter_context(kept.present())
        with Casebook(kept.path).present():
            kept.write([begun(2)])
        assert journal_file(kept.path).exists()
    assert names(tmp_path) == AT_REST
    assert labels(Casebook(kept.path).read()) == ["Case 1", "Case 2"]


def test_one_who_died_does_not_count_as_present(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    kept.write([begun(2)])
    with subprocess.Popen(
        [sys.executable, "-c", STAY, str(kept.path)], stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with kept.present():
            pass
        assert journal_file(kept.path).exists()
        other.kill()
    with kept.present():
        pass
    assert not journal_file(kept.path).exists()


def test_where_nothing_may_be_written_one_looks_all_the_same(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    presence_file(kept.path).mkdir()
    with kept.present():
        assert labels(kept.read()) == ["Case 1"]


MOUNTS = r"""
/dev/vda / ext4 rw 0 0
tmpfs /tmp tmpfs rw 0 0
host:/export /srv/clinic nfs4 rw 0 0
//host/share /srv/clinic\040two cifs rw 0 0
me@host: /home/me/far fuse.sshfs rw 0 0
/dev/vdb /srv/clinic/local ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/me/casebook.json", ""),
        ("/srv/clinic/casebook.json", "nfs4"),
        ("/srv/clinic/deep/down/casebook.json", "nfs4"),
        ("/srv/clinic two/casebook.json", "cifs"),
        ("/srv/clinics/casebook.json", ""),
        ("/srv/clinic/local/casebook.json", ""),
        ("/home/me/far/casebook.json", "fuse.sshfs"),
    ],
)
def test_a_network_file_system_is_known_for_one(tmp_path: Path, path: str, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    assert network_fs.network(Path(path), mounts) == kind
    said = network_fs.warning(Path(path), mounts)
    assert bool(said) == bool(kind)
    assert kind in said


def test_where_there_is_no_table_of_mounts_nothing_is_known(tmp_path: Path) -> None:
    assert network_fs.network(Path("/srv/clinic"), tmp_path / "none") == ""
