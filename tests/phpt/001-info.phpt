--TEST--
php --ri mailbox: our version, and the built and running versions of the libraries
--EXTENSIONS--
mailbox
--FILE--
<?php
$extension = new ReflectionExtension('mailbox');
var_dump($extension->getVersion() === phpversion('mailbox'));
$extension->info();
?>
--EXPECTREGEX--
bool\(true\)

mailbox

mailbox support => enabled
mailbox version => 0\.1\.0
libetpan built against => 1\.\d+
libetpan running => 1\.\d+\S*
OpenSSL built against => OpenSSL 3\.\d+\.\d+.*
OpenSSL running => OpenSSL 3\.\d+\.\d+.*
zlib built against => 1\.\S+
zlib running => 1\.\S+

Directive => Local Value => Master Value
mailbox\.ca_file => no value => no value
mailbox\.ports => no value => no value
mailbox\.private_networks => no value => no value
mailbox\.proxy => no value => no value
