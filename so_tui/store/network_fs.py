"""Where a casebook lies: on this computer, or on another one's disk."""

from __future__ import annotations

import re
from pathlib import Path

_NETWORK = re.compile(
    r"nfs\d?|cifs|smb\d?|smbfs|9p|afs|ncpfs|ceph|glusterfs|lustre|davfs2?"
    r"|fuse\.(sshfs|rclone|davfs2?|glusterfs|s3fs|gvfsd-fuse)"
)
_MOUNTS = Path("/proc/self/mounts")


def network(path: Path, mounts: Path = _MOUNTS) -> str:
    """The kind of network file system a path lies on, such as `nfs4`; empty for none known.

    `mounts`: the system's table of mounts; where there is none, nothing is known.
    """
    try:
        table = mounts.read_text("utf-8", "replace")
    except OSError:
        return ""
    best, kind = -1, ""
    for line in table.splitlines():
        _, point, type_, *_ = [*line.split(), "", "", ""]
        point = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), point)
        if point and path.is_relative_to(point) and len(point) >= best:
            best, kind = len(point), type_
    return kind if _NETWORK.fullmatch(kind) else ""


def warning(path: Path, mounts: Path = _MOUNTS) -> str:
    """The sentence for a casebook on a network file system, or an empty one."""
    kind = network(path, mounts)
    if not kind:
        return ""
    return (
        f"The casebook {path} lies on a network file system ({kind}). Locks there may not hold "
        "between computers. Let one computer at a time write to it, or work on its own host "
        "over SSH."
    )
