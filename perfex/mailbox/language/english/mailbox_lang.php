<?php

defined('BASEPATH') or exit('No direct script access allowed');

$lang['mailbox'] = 'Mailbox';
$lang['mailbox_enabled'] = 'Import mail';
$lang['mailbox_imap_server'] = 'IMAP server';
$lang['mailbox_imap_port'] = 'Port (empty: 993 with SSL/TLS, 143 with STARTTLS)';
$lang['mailbox_encryption'] = 'Encryption';
$lang['mailbox_encryption_tls'] = 'SSL/TLS';
$lang['mailbox_encryption_starttls'] = 'STARTTLS';
$lang['mailbox_encryption_none'] = 'None: passwords travel readable';
$lang['mailbox_folder_scan'] = 'Folder';
$lang['mailbox_check_every'] = 'Check every (minutes)';
$lang['mailbox_only_loop_on_unseen_emails'] = 'First import: only unread mail';
$lang['mailbox_first_import'] = 'First import';
$lang['mailbox_first_import_since'] = 'First import: mail since (YYYY-MM-DD)';
$lang['mailbox_cron_seconds'] = 'Seconds that one cron run may take for mail';
$lang['mailbox_allow_plaintext'] = 'Allow connections without encryption (dangerous)';
$lang['mailbox_ca_file'] = 'File with trusted certificates (empty: the system\'s)';
$lang['mailbox_data_dir'] = 'Private folder for keys and attachments, outside the web root';
$lang['mailbox_password'] = 'Mailbox password';
