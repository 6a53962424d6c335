<?php

declare(strict_types=1);

/*
 * The migrations: number => driver => statements. Never change one that was released; add the next number.
 *
 * MySQL's DDL commits by itself, so a migration that was cut off runs again: each statement must be repeatable there.
 *
 * What a sender decides has no length of its own: a column that is too short would fail in strict mode, for ever,
 * and with it the whole folder. ROW_FORMAT=DYNAMIC keeps many long columns out of the page (COMPACT keeps 768 bytes
 * of each inside and refuses the row). Times are seconds since 1970 UTC, so that no time zone touches them.
 * Every key starts with staff_id: a child row cannot point at another person's parent.
 */

$mysql = ' ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci';

return [
    1 => [
        'mysql' => [
            // staff ids are signed, as the host's are
            "CREATE TABLE IF NOT EXISTS {folder} (
                staff_id INT NOT NULL,
                id BIGINT NOT NULL AUTO_INCREMENT,
                name_sha256 BINARY(32) NOT NULL,
                name MEDIUMTEXT NOT NULL,
                generation BIGINT NOT NULL,
                uidvalidity BIGINT NOT NULL,
                state LONGBLOB NOT NULL,
                version BIGINT NOT NULL,
                remaining BIGINT NOT NULL DEFAULT 0,
                committed_at BIGINT NOT NULL,
                PRIMARY KEY (staff_id, id),
                UNIQUE KEY id (id),
                UNIQUE KEY name (staff_id, name_sha256)
            )$mysql",
            "CREATE TABLE IF NOT EXISTS {message} (
                staff_id INT NOT NULL,
                id BIGINT NOT NULL AUTO_INCREMENT,
                raw_sha256 BINARY(32) NOT NULL,
                header_digest BINARY(32) NOT NULL,
                size BIGINT NOT NULL,
                raw_kept TINYINT NOT NULL DEFAULT 0,
                received BIGINT NOT NULL,
                internal_date BIGINT NULL,
                sent BIGINT NULL,
                imported_at BIGINT NOT NULL,
                email_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
                thread_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
                labels MEDIUMTEXT NULL,
                message_id_sha256 BINARY(32) NULL,
                message_id MEDIUMTEXT NULL,
                in_reply_to MEDIUMTEXT NOT NULL,
                reference_ids MEDIUMTEXT NOT NULL,
                subject MEDIUMTEXT NULL,
                from_list MEDIUMTEXT NOT NULL,
                to_list MEDIUMTEXT NOT NULL,
                cc_list MEDIUMTEXT NOT NULL,
                bcc_list MEDIUMTEXT NOT NULL,
                reply_to_list MEDIUMTEXT NOT NULL,
                text LONGTEXT NULL,
                html LONGTEXT NULL,
                headers MEDIUMBLOB NULL,
                truncated TINYINT NOT NULL DEFAULT 0,
                incomplete TINYINT NOT NULL DEFAULT 0,
                anomalies MEDIUMTEXT NULL,
                attachments INT NOT NULL DEFAULT 0,
                PRIMARY KEY (staff_id, id),
                UNIQUE KEY id (id),
                UNIQUE KEY identity (staff_id, raw_sha256),
                KEY newest (staff_id, received),
                KEY message_id (staff_id, message_id_sha256),
                KEY header_digest (staff_id, header_digest)
            )$mysql",
            "CREATE TABLE IF NOT EXISTS {chunk} (
                staff_id INT NOT NULL,
                message_id BIGINT NOT NULL,
                field VARCHAR(16) CHARACTER SET ascii NOT NULL,
                position INT NOT NULL,
                bytes LONGBLOB NOT NULL,
                PRIMARY KEY (staff_id, message_id, field, position),
                CONSTRAINT {chunk_message} FOREIGN KEY (staff_id, message_id) REFERENCES {message} (staff_id, id)
            )$mysql",
            "CREATE TABLE IF NOT EXISTS {location} (
                staff_id INT NOT NULL,
                folder_id BIGINT NOT NULL,
                generation BIGINT NOT NULL,
                uid BIGINT NOT NULL,
                message_id BIGINT NOT NULL,
                flags INT NOT NULL,
                PRIMARY KEY (staff_id, folder_id, generation, uid),
                KEY message (staff_id, message_id),
                CONSTRAINT {location_folder} FOREIGN KEY (staff_id, folder_id) REFERENCES {folder} (staff_id, id),
                CONSTRAINT {location_message} FOREIGN KEY (staff_id, message_id) REFERENCES {message} (staff_id, id)
            )$mysql",
            "CREATE TABLE IF NOT EXISTS {attachment} (
                staff_id INT NOT NULL,
                message_id BIGINT NOT NULL,
                position INT NOT NULL,
                filename MEDIUMTEXT NULL,
                content_type MEDIUMTEXT NOT NULL,
                disposition VARCHAR(16) CHARACTER SET ascii NULL,
                content_id MEDIUMTEXT NULL,
                inline TINYINT NOT NULL DEFAULT 0,
                size BIGINT NOT NULL,
                sha256 BINARY(32) NOT NULL,
                path VARCHAR(191) CHARACTER SET ascii NULL,
                PRIMARY KEY (staff_id, message_id, position),
                KEY sha256 (sha256),
                CONSTRAINT {attachment_message} FOREIGN KEY (staff_id, message_id) REFERENCES {message} (staff_id, id)
            )$mysql",
            "CREATE TABLE IF NOT EXISTS {credential} (
                staff_id INT NOT NULL,
                sealed MEDIUMTEXT CHARACTER SET ascii NOT NULL,
                saved_at BIGINT NOT NULL,
                PRIMARY KEY (staff_id)
            )$mysql",
            "CREATE TABLE IF NOT EXISTS {account} (
                staff_id INT NOT NULL,
                last_check BIGINT NULL,
                last_success BIGINT NULL,
                epoch BIGINT NOT NULL DEFAULT 0,
                sign_in_mark VARCHAR(64) CHARACTER SET ascii NULL,
                next_check BIGINT NOT NULL DEFAULT 0,
                failures INT NOT NULL DEFAULT 0,
                error_code VARCHAR(64) NULL,
                error_stage VARCHAR(32) NULL,
                error_message TEXT NULL,
                error_hint TEXT NULL,
                server_text TEXT NULL,
                lease_owner VARCHAR(64) CHARACTER SET ascii NULL,
                lease_until BIGINT NOT NULL DEFAULT 0,
                PRIMARY KEY (staff_id),
                KEY due (next_check)
            )$mysql",
        ],
        'sqlite' => [
            'CREATE TABLE {folder} (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                staff_id INTEGER NOT NULL,
                name_sha256 BLOB NOT NULL,
                name TEXT NOT NULL,
                generation INTEGER NOT NULL,
                uidvalidity INTEGER NOT NULL,
                state BLOB NOT NULL,
                version INTEGER NOT NULL,
                remaining INTEGER NOT NULL DEFAULT 0,
                committed_at INTEGER NOT NULL,
                UNIQUE (staff_id, id),
                UNIQUE (staff_id, name_sha256)
            )',
            'CREATE TABLE {message} (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                staff_id INTEGER NOT NULL,
                raw_sha256 BLOB NOT NULL,
                header_digest BLOB NOT NULL,
                size INTEGER NOT NULL,
                raw_kept INTEGER NOT NULL DEFAULT 0,
                received INTEGER NOT NULL,
                internal_date INTEGER NULL,
                sent INTEGER NULL,
                imported_at INTEGER NOT NULL,
                email_id TEXT NULL,
                thread_id TEXT NULL,
                labels TEXT NULL,
                message_id_sha256 BLOB NULL,
                message_id TEXT NULL,
                in_reply_to TEXT NOT NULL,
                reference_ids TEXT NOT NULL,
                subject TEXT NULL,
                from_list TEXT NOT NULL,
                to_list TEXT NOT NULL,
                cc_list TEXT NOT NULL,
                bcc_list TEXT NOT NULL,
                reply_to_list TEXT NOT NULL,
                truncated INTEGER NOT NULL DEFAULT 0,
                incomplete INTEGER NOT NULL DEFAULT 0,
                anomalies TEXT NULL,
                attachments INTEGER NOT NULL DEFAULT 0,
                text TEXT NULL,
                html TEXT NULL,
                headers BLOB NULL,
                UNIQUE (staff_id, id),
                UNIQUE (staff_id, raw_sha256)
            )',
            'CREATE INDEX {message_newest} ON {message} (staff_id, received)',
            'CREATE INDEX {message_message_id} ON {message} (staff_id, message_id_sha256)',
            'CREATE INDEX {message_header_digest} ON {message} (staff_id, header_digest)',
            'CREATE TABLE {chunk} (
                staff_id INTEGER NOT NULL,
                message_id INTEGER NOT NULL,
                field TEXT NOT NULL,
                position INTEGER NOT NULL,
                bytes BLOB NOT NULL,
                PRIMARY KEY (staff_id, message_id, field, position),
                FOREIGN KEY (staff_id, message_id) REFERENCES {message} (staff_id, id)
            )',
            'CREATE TABLE {location} (
                staff_id INTEGER NOT NULL,
                folder_id INTEGER NOT NULL,
                generation INTEGER NOT NULL,
                uid INTEGER NOT NULL,
                message_id INTEGER NOT NULL,
                flags INTEGER NOT NULL,
                PRIMARY KEY (staff_id, folder_id, generation, uid),
                FOREIGN KEY (staff_id, folder_id) REFERENCES {folder} (staff_id, id),
                FOREIGN KEY (staff_id, message_id) REFERENCES {message} (staff_id, id)
            ) WITHOUT ROWID',
            'CREATE INDEX {location_message} ON {location} (staff_id, message_id)',
            'CREATE TABLE {attachment} (
                staff_id INTEGER NOT NULL,
                message_id INTEGER NOT NULL,
                position INTEGER NOT NULL,
                filename TEXT NULL,
                content_type TEXT NOT NULL,
                disposition TEXT NULL,
                content_id TEXT NULL,
                inline INTEGER NOT NULL DEFAULT 0,
                size INTEGER NOT NULL,
                sha256 BLOB NOT NULL,
                path TEXT NULL,
                PRIMARY KEY (staff_id, message_id, position),
                FOREIGN KEY (staff_id, message_id) REFERENCES {message} (staff_id, id)
            ) WITHOUT ROWID',
            'CREATE INDEX {attachment_sha256} ON {attachment} (sha256)',
            'CREATE TABLE {credential} (
                staff_id INTEGER NOT NULL PRIMARY KEY,
                sealed TEXT NOT NULL,
                saved_at INTEGER NOT NULL
            )',
            'CREATE TABLE {account} (
                staff_id INTEGER NOT NULL PRIMARY KEY,
                last_check INTEGER NULL,
                last_success INTEGER NULL,
                epoch INTEGER NOT NULL DEFAULT 0,
                sign_in_mark TEXT NULL,
                next_check INTEGER NOT NULL DEFAULT 0,
                failures INTEGER NOT NULL DEFAULT 0,
                error_code TEXT NULL,
                error_stage TEXT NULL,
                error_message TEXT NULL,
                error_hint TEXT NULL,
                server_text TEXT NULL,
                lease_owner TEXT NULL,
                lease_until INTEGER NOT NULL DEFAULT 0
            )',
            'CREATE INDEX {account_due} ON {account} (next_check)',
        ],
    ],
];
