PHP_ARG_ENABLE([mailbox],
  [whether to enable mailbox],
  [AS_HELP_STRING([--enable-mailbox], [Enable mailbox])])

PHP_ARG_ENABLE([mailbox-dev],
  [whether mailbox is built with every warning as an error],
  [AS_HELP_STRING([--enable-mailbox-dev], [mailbox: all warnings, as errors])],
  [no],
  [no])

PHP_ARG_ENABLE([mailbox-sanitize],
  [whether mailbox is built with sanitizers],
  [AS_HELP_STRING([--enable-mailbox-sanitize[=LIST]], [mailbox: sanitizers, address,undefined unless named])],
  [no],
  [no])

PHP_ARG_ENABLE([mailbox-coverage],
  [whether mailbox counts the lines that run],
  [AS_HELP_STRING([--enable-mailbox-coverage], [mailbox: gcov counters])],
  [no],
  [no])

if test "$PHP_MAILBOX" != "no"; then
  dnl No switch chooses features: what is not found ends configure, and the message names the package.
  PKG_CHECK_MODULES([LIBETPAN], [libetpan >= 1.9.4],,
    [AC_MSG_ERROR([libetpan 1.9.4 or newer not found. Debian: libetpan-dev; Fedora: libetpan-devel; Alpine: libetpan-dev. Elsewhere set PKG_CONFIG_PATH.])])
  PKG_CHECK_MODULES([OPENSSL], [openssl >= 3.0],,
    [AC_MSG_ERROR([OpenSSL 3.0 or newer not found. Debian: libssl-dev; Fedora: openssl-devel; Alpine: openssl-dev. Elsewhere set PKG_CONFIG_PATH.])])
  PKG_CHECK_MODULES([ZLIB], [zlib],,
    [AC_MSG_ERROR([zlib not found. Debian: zlib1g-dev; Fedora: zlib-devel; Alpine: zlib-dev. Elsewhere set PKG_CONFIG_PATH.])])
  dnl Debian's libetpan.pc also names what libetpan itself needs (GnuTLS, Berkeley DB...): not ours to link.
  mailbox_libs=
  for mailbox_flag in $LIBETPAN_LIBS; do
    case $mailbox_flag in
      -L*|-letpan*) mailbox_libs="$mailbox_libs $mailbox_flag" ;;
    esac
  done
  LIBETPAN_LIBS=$mailbox_libs
  for mailbox_library in LIBETPAN OPENSSL ZLIB; do
    eval "mailbox_incline=\$${mailbox_library}_CFLAGS; mailbox_libline=\$${mailbox_library}_LIBS"
    PHP_EVAL_INCLINE([$mailbox_incline])
    PHP_EVAL_LIBLINE([$mailbox_libline], [MAILBOX_SHARED_LIBADD])
  done

  MAILBOX_CFLAGS="-std=gnu11 -D_GNU_SOURCE -DZEND_ENABLE_STATIC_TSRMLS_CACHE=1 -fvisibility=hidden -I@ext_srcdir@/src -I@ext_srcdir@/ext"

  dnl A thread that waits for the name service cannot be stopped and may outlive its request: the code under it must
  dnl not be unmapped when PHP shuts down.
  AC_MSG_CHECKING([whether the linker knows -z nodelete])
  mailbox_ldflags=$LDFLAGS
  LDFLAGS="$LDFLAGS -Wl,-z,nodelete"
  AC_LINK_IFELSE([AC_LANG_PROGRAM],
    [AC_MSG_RESULT([yes]); MAILBOX_SHARED_LIBADD="$MAILBOX_SHARED_LIBADD -Wl,-z,nodelete"],
    [AC_MSG_RESULT([no])])
  LDFLAGS=$mailbox_ldflags

  if test "$PHP_MAILBOX_DEV" != "no"; then
    MAILBOX_CFLAGS="$MAILBOX_CFLAGS -Wall -Wextra -Wstrict-prototypes -Wno-unused-parameter -Werror"
  fi
  if test "$PHP_MAILBOX_SANITIZE" != "no"; then
    if test "$PHP_MAILBOX_SANITIZE" = "yes"; then
      PHP_MAILBOX_SANITIZE=address,undefined
    fi
    MAILBOX_CFLAGS="$MAILBOX_CFLAGS -fsanitize=$PHP_MAILBOX_SANITIZE -fno-omit-frame-pointer"
    LDFLAGS="$LDFLAGS -fsanitize=$PHP_MAILBOX_SANITIZE"
  fi
  if test "$PHP_MAILBOX_COVERAGE" != "no"; then
    MAILBOX_CFLAGS="$MAILBOX_CFLAGS --coverage"
    LDFLAGS="$LDFLAGS --coverage"
  fi

  dnl sources: tests/tools/check-sources
  mailbox_sources="\
    ext/mailbox.c \
    ext/php_account.c \
    ext/php_batch.c \
    ext/php_connection.c \
    ext/php_delivery.c \
    ext/php_errors.c \
    ext/php_guard.c \
    ext/php_header.c \
    ext/php_identity.c \
    ext/php_interrupt.c \
    ext/php_message.c \
    ext/php_options.c \
    ext/php_parse.c \
    ext/php_part.c \
    ext/php_part_stream.c \
    ext/php_probe.c \
    ext/php_report.c \
    ext/php_secrets.c \
    ext/php_source.c \
    ext/php_store.c \
    ext/php_sync.c \
    ext/php_text.c \
    ext/php_tls.c \
    ext/php_transport.c \
    src/base/alloc.c \
    src/base/arena.c \
    src/base/base64text.c \
    src/base/buf.c \
    src/base/cancel.c \
    src/base/clock.c \
    src/base/copy.c \
    src/base/digest.c \
    src/base/scratch.c \
    src/base/secret.c \
    src/base/status.c \
    src/base/str.c \
    src/base/uidset.c \
    src/blob/blob.c \
    src/blob/sink.c \
    src/engine/engine.c \
    src/imap/after_login.c \
    src/imap/argument.c \
    src/imap/changes.c \
    src/imap/compress.c \
    src/imap/enable.c \
    src/imap/exchange.c \
    src/imap/fetch.c \
    src/imap/flag.c \
    src/imap/flight.c \
    src/imap/folder_name.c \
    src/imap/folder_status.c \
    src/imap/guard.c \
    src/imap/internaldate.c \
    src/imap/list.c \
    src/imap/login.c \
    src/imap/login_command.c \
    src/imap/mechanism.c \
    src/imap/mutf7.c \
    src/imap/namespace.c \
    src/imap/news.c \
    src/imap/oauth.c \
    src/imap/object_id.c \
    src/imap/plain.c \
    src/imap/quirk.c \
    src/imap/refusal.c \
    src/imap/repeats.c \
    src/imap/reply.c \
    src/imap/response_code.c \
    src/imap/saslprep.c \
    src/imap/scram.c \
    src/imap/search.c \
    src/imap/select.c \
    src/imap/server_id.c \
    src/imap/session.c \
    src/imap/special_use.c \
    src/imap/token.c \
    src/imap/uidcut.c \
    src/imap/uidranges.c \
    src/imap/untagged.c \
    src/mime/address.c \
    src/mime/anomaly.c \
    src/mime/automatic.c \
    src/mime/base64.c \
    src/mime/base64_avx2.c \
    src/mime/character.c \
    src/mime/charset.c \
    src/mime/charset_single.c \
    src/mime/charset_table.c \
    src/mime/converter.c \
    src/mime/converters.c \
    src/mime/date.c \
    src/mime/decoder.c \
    src/mime/delivery.c \
    src/mime/encoded_word.c \
    src/mime/entity.c \
    src/mime/facts.c \
    src/mime/feed.c \
    src/mime/flowed.c \
    src/mime/gaps.c \
    src/mime/header.c \
    src/mime/held.c \
    src/mime/html_element.c \
    src/mime/html_entity.c \
    src/mime/html_entity_table.c \
    src/mime/html_style.c \
    src/mime/html_text.c \
    src/mime/html_token.c \
    src/mime/leaf.c \
    src/mime/levels.c \
    src/mime/message.c \
    src/mime/msgid.c \
    src/mime/parameter.c \
    src/mime/parser.c \
    src/mime/quoted_printable.c \
    src/mime/reply_split.c \
    src/mime/reply_table.c \
    src/mime/scan.c \
    src/mime/snippet.c \
    src/mime/stateful.c \
    src/mime/text_lines.c \
    src/mime/thread.c \
    src/mime/transfer.c \
    src/mime/utf8.c \
    src/mime/uu_file.c \
    src/mime/uuencode.c \
    src/mime/wide.c \
    src/net/certificate.c \
    src/net/channel.c \
    src/net/connect.c \
    src/net/deflate.c \
    src/net/endpoint.c \
    src/net/etpan_driver.c \
    src/net/idn.c \
    src/net/ip_address.c \
    src/net/pace.c \
    src/net/proxy.c \
    src/net/resolve.c \
    src/net/resume.c \
    src/net/stream.c \
    src/net/tls.c \
    src/net/transport.c \
    src/probe/estimate.c \
    src/probe/measure.c \
    src/probe/places.c \
    src/probe/probe.c \
    src/probe/similar.c \
    src/probe/stages.c \
    src/probe/transcript.c \
    src/seal/base64url.c \
    src/seal/envelope.c \
    src/seal/hkdf.c \
    src/seal/keyring.c \
    src/seal/legacy.c \
    src/seal/seal.c \
    src/sync/account.c \
    src/sync/batch.c \
    src/sync/identity.c \
    src/sync/inquire.c \
    src/sync/intake.c \
    src/sync/ledger.c \
    src/sync/plan.c \
    src/sync/run.c \
    src/sync/sign_in.c \
    src/sync/state.c \
  "
  dnl end of sources

  PHP_NEW_EXTENSION([mailbox], [$mailbox_sources], [$ext_shared],, [$MAILBOX_CFLAGS])
  PHP_SUBST([MAILBOX_SHARED_LIBADD])

  dnl Without these a build outside the source folder, PECL's among them, finds no place for the objects.
  for mailbox_folder in ext src/base src/blob src/engine src/imap src/mime src/net src/probe src/seal src/sync; do
    PHP_ADD_BUILD_DIR([$ext_builddir/$mailbox_folder])
  done
fi
