"""A mail server on this machine that keeps what it gets and answers as a test says."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.answer("CONNECT", "220 sink")
        while line := self.rfile.readline():
            command = line.decode().split(maxsplit=1)[0].upper()
            if command == "QUIT":
                self.answer(command, "221 Bye")
                return
            if command != "DATA":
                self.answer(f"{command} {line.decode().strip()}", "250 OK")
            elif self.answer(command, "354 Go on"):
                content = b"".join(iter(self.rfile.readline, b".\r\n"))
                if self.answer("CONTENT", "250 OK"):
                    self.server.messages.append(message_from_bytes(content, policy=policy.default))

    def answer(self, command: str, usual: str) -> bool:
        """Send the usual answer, or the one that the test has set for a command with this text."""
        answers = [answer for text, answer in self.server.answers.items() if text in command]
        answer = answers[0] if answers else usual
        if answer == "hang":
            self.server.released.wait()
            answer = "421 Bye"
        if answer == "hang up":
            self.connection.close()
            raise ConnectionAbortedError
        self.wfile.write(f"{answer}\r\n".encode())
        return answer == usual


class MailServer(socketserver.ThreadingTCPServer):
    """`answers` maps a part of a command to its answer, to "hang" or to "hang up"; CONNECT is the greeting."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, str] = {}
        self.messages: list[EmailMessage] = []
        self.released = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients break connections off, and so does this server."""


@contextmanager
def run_mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield server
        server.released.set()
        server.shutdown()
