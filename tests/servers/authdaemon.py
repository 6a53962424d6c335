"""What Courier's login asks: knows one user, whose mail belongs to whoever owns HOME.

    authdaemon.py SOCKET USER PASSWORD HOME    serves until it is killed"""
import os
import socketserver
import sys

SOCKET, USER, PASSWORD, HOME = sys.argv[1:]


class Question(socketserver.StreamRequestHandler):
    def handle(self):
        line = self.rfile.readline()
        while line and not line.startswith(b'AUTH '):  # who is calling, from where
            line = self.rfile.readline()
        # service, kind of login, user, password: a line each
        asked = self.rfile.read(int(line[5:] or 0)).decode().split('\n')
        if asked[1:4] != ['login', USER, PASSWORD]:
            self.wfile.write(b'FAIL\n')
            return
        owner = os.stat(HOME)
        answer = {'UID': owner.st_uid, 'GID': owner.st_gid, 'HOME': HOME, 'ADDRESS': USER, 'MAILDIR': HOME + '/Maildir'}
        self.wfile.write(''.join('%s=%s\n' % x for x in answer.items()).encode() + b'.\n')


with socketserver.ThreadingUnixStreamServer(SOCKET, Question) as server:
    os.chmod(SOCKET, 0o666)  # the login program is no longer root
    server.serve_forever()
