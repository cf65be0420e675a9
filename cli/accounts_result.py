"""What `communique accounts check` has to say."""

from dataclasses import dataclass

from communique.committee.mistake import Mistake
from communique.committee.workspace import Home
from communique.post.finding import Finding, Verdict, verdict


@dataclass(frozen=True, slots=True)
class Account:
    """One committee whose accounts were looked at."""

    home: Home
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What the account rules say of one or several committees."""

    accounts: tuple[Account, ...]
    mistakes: tuple[Mistake, ...]
    """What is wrong in committee files that can't be read."""

    @property
    def status(self) -> int:
        """Give the exit status: 0 nothing blocks, 1 something blocks, 2 a committee file could not be read."""
        if self.mistakes:
            return 2
        return int(any(verdict(each.findings) is Verdict.BLOCK for each in self.accounts))
