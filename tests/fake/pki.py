"""Certificates, made by the openssl program when a case first asks for them. `certificates` is the table of their names."""
import os
import ssl
import subprocess

CONFIG = """[ca]
database = {d}/index
new_certs_dir = {d}/new
rand_serial = yes
policy = anything
unique_subject = no
copy_extensions = none
[anything]
commonName = optional
[req]
distinguished_name = dn
[dn]
"""
ALWAYS = ('20200101000000Z', '20991231235959Z')
LEAF = 'basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\n'
SERVER = LEAF + 'extendedKeyUsage=serverAuth\n'
CA = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n'


def der(tag, content):
    assert len(content) < 128
    return bytes([tag, len(content)]) + content


def names_der(*names):
    """subjectAltName as its bytes: a NUL within a name cannot be written otherwise."""
    return 'subjectAltName=DER:' + der(0x30, b''.join(der(0x82, name) for name in names)).hex(':') + '\n'


# name: what differs from a certificate for localhost by our CA. issuer: a CA of the table below; send: intermediates sent with it.
certificates = {
    'good': {'san': 'DNS:localhost,IP:127.0.0.1'},
    'several-names': {'san': 'DNS:mail.example.test,DNS:localhost,DNS:*.other.test'},
    'capital-letters': {'san': 'DNS:LOCALHOST'},
    'address': {'san': 'IP:127.0.0.1'},
    'two-names-deep': {'san': 'DNS:mail.fake.test'},
    'wildcard': {'san': 'DNS:*.fake.test'},
    'wildcard-partial': {'san': 'DNS:m*.fake.test'},
    'wildcard-all': {'san': 'DNS:*'},
    'wildcard-top': {'san': 'DNS:*.test'},
    'wildcard-inside': {'san': 'DNS:mail.*.test'},
    'wildcard-address': {'san': 'DNS:127.0.0.*'},
    'idn': {'san': 'DNS:xn--mnchen-3ya.fake.test'},
    'idn-wildcard': {'san': 'DNS:xn--m*-3ya.fake.test'},
    'idn-utf8': {'extra': names_der('münchen.fake.test'.encode())},
    'other-name': {'san': 'DNS:mail.elsewhere.test'},
    'longer-name': {'san': 'DNS:localhost.evil.test'},
    'prefixed-name': {'san': 'DNS:evillocalhost'},
    'nul-in-name': {'extra': names_der(b'localhost\0.evil.test')},
    'common-name-only': {'san': None, 'cn': 'localhost'},
    'space-in-name': {'extra': names_der(b'localhost ')},
    'address-as-name': {'san': 'DNS:127.0.0.1'},
    'other-address': {'san': 'IP:127.0.0.2'},
    'email-only': {'san': 'email:root@localhost'},
    'uri-only': {'san': 'URI:imaps://localhost/'},
    'no-names': {'san': None, 'cn': 'somebody'},
    'expired': {'dates': ('20200101000000Z', '20210101000000Z')},
    'not-yet': {'dates': ('20980101000000Z', '20991231235959Z')},
    'self-signed': {'issuer': None},
    'unknown-ca': {'issuer': 'stranger'},
    'namesake-ca': {'issuer': 'namesake'},
    'intermediate': {'issuer': 'intermediate', 'send': ['intermediate']},
    'intermediate-missing': {'issuer': 'intermediate'},
    'intermediate-expired': {'issuer': 'intermediate-expired', 'send': ['intermediate-expired']},
    'intermediate-not-ca': {'issuer': 'not-a-ca', 'send': ['not-a-ca']},
    'intermediate-may-not-sign': {'issuer': 'may-not-sign', 'send': ['may-not-sign']},
    'path-too-long': {'issuer': 'below-path-zero', 'send': ['below-path-zero', 'path-zero']},
    'name-constraint-met': {'issuer': 'only-fake-test', 'send': ['only-fake-test'], 'san': 'DNS:mail.fake.test'},
    'name-constraint-broken': {'issuer': 'only-fake-test', 'send': ['only-fake-test']},
    'long-chain': {'issuer': 'chain-105', 'send': [f'chain-{i}' for i in range(105, 0, -1)]},
    'chain-of-eight': {'issuer': 'chain-8', 'send': [f'chain-{i}' for i in range(8, 0, -1)]},
    'rsa-1024': {'key': 'rsa:1024'},
    'rsa-2048': {'key': 'rsa:2048'},
    'ec-short': {'key': 'ec:prime192v1'},
    'sha1': {'md': 'sha1'},
    'md5': {'md': 'md5'},
    'client-only': {'base': LEAF + 'extendedKeyUsage=clientAuth\n'},
    'any-usage': {'base': LEAF},
    'may-not-sign': {'base': 'basicConstraints=CA:FALSE\nkeyUsage=critical,cRLSign\nextendedKeyUsage=serverAuth\n'},
    'unknown-critical': {'extra': '1.2.3.4.5=critical,DER:05:00\n'},
    'tls-1.0': {'max': ssl.TLSVersion.TLSv1},
    'tls-1.1': {'max': ssl.TLSVersion.TLSv1_1},
    'tls-1.2': {'max': ssl.TLSVersion.TLSv1_2},
    'tls-1.3': {'min': ssl.TLSVersion.TLSv1_3},
    'cipher-null': {'max': ssl.TLSVersion.TLSv1_2, 'ciphers': 'eNULL:@SECLEVEL=0'},
    'cipher-anonymous': {'max': ssl.TLSVersion.TLSv1_2, 'ciphers': 'aNULL:@SECLEVEL=0'},
    'client-certificate': {'ask': True},
}
authorities = {
    'ca': {'issuer': None},
    'stranger': {'issuer': None},
    'namesake': {'issuer': None, 'cn': 'ca'},
    'intermediate': {'issuer': 'ca'},
    'intermediate-expired': {'issuer': 'ca', 'dates': ('20200101000000Z', '20210101000000Z')},
    'not-a-ca': {'issuer': 'ca', 'base': SERVER + 'subjectAltName=DNS:mail.elsewhere.test\n'},
    'may-not-sign': {'issuer': 'ca', 'base': 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature\n'},
    'path-zero': {'issuer': 'ca', 'base': CA.replace('CA:TRUE', 'CA:TRUE,pathlen:0')},
    'below-path-zero': {'issuer': 'path-zero'},
    'only-fake-test': {'issuer': 'ca', 'base': CA + 'nameConstraints=critical,permitted;DNS:fake.test\n'},
    'chain-1': {'issuer': 'ca'},
    **{f'chain-{i}': {'issuer': f'chain-{i - 1}'} for i in range(2, 106)},
}


class Pki:
    def __init__(self, folder):
        self.d = folder
        self.contexts = {}
        os.makedirs(f'{folder}/new', exist_ok=True)
        with open(f'{folder}/conf', 'w') as f:
            f.write(CONFIG.format(d=folder))
        self.authority('ca')

    @property
    def ca_file(self):
        return f'{self.d}/ca.pem'

    def openssl(self, *words):
        done = subprocess.run(['openssl', *words], capture_output=True, text=True, env={**os.environ, 'OPENSSL_CONF': f'{self.d}/conf'})
        if done.returncode:
            raise RuntimeError(f'openssl {" ".join(words)}: {done.stderr}')

    def key(self, kind):
        path = f'{self.d}/{kind.replace(":", "-")}.key'
        if not os.path.exists(path):
            algorithm, size = kind.split(':')
            if algorithm == 'rsa':
                self.openssl('genpkey', '-algorithm', 'RSA', '-pkeyopt', f'rsa_keygen_bits:{size}', '-out', path)
            else:
                self.openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', f'ec_paramgen_curve:{size}', '-out', path)
        return path

    def issue(self, path, key, subject, issuer, extensions, dates, md):
        """issuer: (certificate file, key file) or None for itself."""
        # no DN at all in a subject would make the extensions critical; every certificate has a common name
        with open(f'{path}.ext', 'w') as f:
            f.write(extensions)
        request, out = f'{path}.csr', f'{path}.pem'
        self.openssl('req', '-new', '-config', f'{self.d}/conf', '-key', key, '-subj', f'/CN={subject}', '-out', request)
        open(f'{self.d}/index', 'w').close()
        signer = ['-cert', issuer[0], '-keyfile', issuer[1]] if issuer else ['-selfsign', '-keyfile', key]
        self.openssl('ca', '-batch', '-config', f'{self.d}/conf', '-name', 'ca', *signer, '-md', md, '-notext', '-startdate', dates[0], '-enddate', dates[1],
                     '-extfile', f'{path}.ext', '-in', request, '-out', out)

    def authority(self, name):
        """(certificate file, key file) of a CA."""
        path = f'{self.d}/{name}'
        a = authorities[name]
        key = f'{path}.key' if a['issuer'] is None else self.key('ec:prime256v1')
        if not os.path.exists(f'{path}.pem'):
            if a['issuer'] is None:
                self.openssl('genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', key)
            issuer = self.authority(a['issuer']) if a['issuer'] else None
            self.issue(path, key, a.get('cn', name), issuer, a.get('base', CA), a.get('dates', ALWAYS), 'sha256')
        return f'{path}.pem', key

    def context(self, name):
        """The server's side of TLS with that certificate."""
        if name in self.contexts:
            return self.contexts[name]
        c = certificates[name]
        path = f'{self.d}/leaf-{name}'
        key = self.key(c.get('key', 'ec:prime256v1'))
        san = c.get('san', None if 'extra' in c and 'subjectAltName' in c['extra'] else 'DNS:localhost')
        extensions = c.get('base', SERVER) + c.get('extra', '') + (f'subjectAltName={san}\n' if san else '')
        issuer = self.authority(c.get('issuer', 'ca')) if c.get('issuer', 'ca') else None
        self.issue(path, key, c.get('cn', 'server'), issuer, extensions, c.get('dates', ALWAYS), c.get('md', 'sha256'))
        with open(f'{path}.chain', 'w') as chain:
            for file in [f'{path}.pem', *(self.authority(a)[0] for a in c.get('send', []))]:
                chain.write(open(file).read())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers(c.get('ciphers', 'DEFAULT:@SECLEVEL=0'))
        context.minimum_version = c.get('min', ssl.TLSVersion.TLSv1)
        if 'max' in c:
            context.maximum_version = c['max']
        if c.get('ask'):
            context.verify_mode = ssl.CERT_OPTIONAL
        context.load_cert_chain(f'{path}.chain', key)
        context.sni_callback = lambda connection, sni, _: setattr(connection, 'sni', sni)
        self.contexts[name] = context
        return context
