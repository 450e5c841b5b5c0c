"""A process of a training, on any machine of a cluster."""

import os
import socket
import subprocess
import sys
import tempfile

COMMAND = ["-m", "keras_gans", "train", "--worker"]


class Worker:
    """A process of a training, which ends with this object's own process."""

    def address(self):
        """A host and a port at which processes can meet in this machine."""
        import ray

        with socket.socket() as free:
            free.bind(("", 0))
            port = free.getsockname()[1]
        return ray.util.get_node_ip_address(), port

    def start(self, variables, job):
        """Starts the process.

        Args:
            variables: Dictionary of environment variables.
            job: What it reads from its standard input, a line.
        """
        self._rest = b""
        output, path = tempfile.mkstemp()
        self._output = open(path, "rb")
        os.unlink(path)
        self._process = subprocess.Popen(
            [sys.executable, *COMMAND],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | variables | {"PYTHONUNBUFFERED": "1"},
            text=True,
            # Ctrl-C is for the command, which ends all processes together.
            start_new_session=True,
        )
        os.close(output)
        self._process.stdin.write(job + "\n")
        self._process.stdin.flush()  # It is open as long as this process lives.

    def look(self):
        """What the process has printed since, and its exit status or `None`.

        It is not to be called again once there is a status.
        """
        status = self._process.poll()
        text = self._rest + self._output.read()
        if status is None:
            lines, newline, self._rest = text.rpartition(b"\n")
            return (lines + newline).decode(errors="replace"), None
        self._output.close()
        self._process.stdin.close()
        return text.decode(errors="replace"), status

    def signal(self, number):
        self._process.send_signal(number)

    def process_id(self):
        return self._process.pid
