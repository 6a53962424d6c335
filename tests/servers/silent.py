"""Accepts connections and never says a word. Writes its port to the file named on the command line."""
import os
import socket
import sys

listener = socket.socket()
listener.bind(('127.0.0.1', 0))
listener.listen(50)
with open(sys.argv[1] + '.new', 'w') as f:
    f.write(str(listener.getsockname()[1]))
os.rename(sys.argv[1] + '.new', sys.argv[1])
kept = []
while True:
    kept.append(listener.accept())
