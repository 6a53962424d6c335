/* The one table of failure codes: name, status, may it work later by itself, and the hint for people.
 * A code's name is part of the public surface (Mailbox\Failure::$errorCode, ConnectionStage::$errorCode). */
#ifndef MBX_CODES_H
#define MBX_CODES_H

/* X(NAME, STATUS, RETRYABLE, HINT) */
#define MBX_CODES(X)                                                                                                    \
    X(MEMORY, MBX_E_MEMORY, true, "Give the process more memory.")                                                      \
    X(INPUT_HOST, MBX_E_ARGUMENT, false, "Enter the server's name alone, for example imap.example.com.")                \
    X(INPUT_PORT, MBX_E_ARGUMENT, false, "Port 993 belongs with SSL/TLS, port 143 with STARTTLS.")                      \
    X(INPUT_USER, MBX_E_ARGUMENT, false, "Enter the user name without line breaks.")                                    \
    X(INPUT_PASSWORD, MBX_E_ARGUMENT, false, "Enter the mailbox password; it may not be empty or hold a line break.")   \
    X(INPUT_FOLDER, MBX_E_ARGUMENT, false, "Choose the folder from the server's list.")                                 \
    X(INPUT_PLAINTEXT, MBX_E_ARGUMENT, false,                                                                           \
      "Without encryption the password would travel readable. Choose SSL/TLS or STARTTLS.")                             \
    X(INPUT_VALUE, MBX_E_ARGUMENT, false, "Correct the value named in the message.")                                    \
    X(DNS_NOT_FOUND, MBX_E_CONNECT, false, "The server name does not exist. Check its spelling.")                       \
    X(DNS_TEMPORARY, MBX_E_CONNECT, true, "The name service did not answer. It usually does a little later.")           \
    X(DNS_TIMEOUT, MBX_E_TIMEOUT, true, "The name service did not answer in time. Check this machine's DNS.")           \
    X(ADDRESS_REFUSED, MBX_E_ARGUMENT, false,                                                                           \
      "This address is not a mail server's. Enter the name that the provider gives for IMAP.")                         \
    X(TCP_REFUSED, MBX_E_CONNECT, true, "Nothing answers on that port. Check the port number.")                         \
    X(TCP_UNREACHABLE, MBX_E_CONNECT, true, "The server cannot be reached. A firewall on this web server may block it.")\
    X(TCP_TIMEOUT, MBX_E_TIMEOUT, true, "The server does not answer. A firewall on this web server may block the port.")\
    X(PROXY_AUTH, MBX_E_CONNECT, false, "Check the user name and password that are set for the proxy.")                 \
    X(PROXY_REFUSED, MBX_E_CONNECT, true, "The proxy must allow connections to the mail server's port.")                \
    X(PROXY_PROTOCOL, MBX_E_CONNECT, true, "Check the kind, address and port of the proxy.")                            \
    X(CONNECTION_LOST, MBX_E_CONNECT, true, "The connection broke off; the next run goes on where this one stopped.")   \
    X(TLS_NOT_TLS, MBX_E_TLS, false, "The port speaks without encryption: choose STARTTLS, or use port 993.")           \
    X(TLS_VERSION_OLD, MBX_E_TLS, false, "The server offers only outdated encryption. Ask its operator for TLS 1.2.")   \
    X(TLS_HANDSHAKE, MBX_E_TLS, false, "Encryption could not be agreed on. Check port and encryption setting.")         \
    X(TLS_CA_FILE, MBX_E_TLS, false, "The file with trusted certificates cannot be read. Check its path.")              \
    X(TLS_TIMEOUT, MBX_E_TIMEOUT, true, "The server stopped answering while encryption was agreed on.")                 \
    X(CERT_EXPIRED, MBX_E_TLS, false, "The server's certificate has expired. Its operator must renew it.")              \
    X(CERT_NOT_YET, MBX_E_TLS, false, "The server's certificate is not valid yet. Check this machine's clock.")         \
    X(CERT_HOSTNAME, MBX_E_TLS, false, "The certificate is for another name. Use that name as the server name.")        \
    X(CERT_SELF_SIGNED, MBX_E_TLS, false, "The server signed its own certificate. Give its CA file, or have it replaced.") \
    X(CERT_UNKNOWN_CA, MBX_E_TLS, false, "The certificate's issuer is not trusted here. Give its CA file.")             \
    X(CERT_PIN, MBX_E_TLS, false,                                                                                       \
      "The server shows another key than the pinned one. Set the new pin only if the server's operator confirms it.")  \
    X(CERT_REVOKED, MBX_E_TLS, false, "The server's certificate was revoked. Ask its operator.")                        \
    X(CERT_INVALID, MBX_E_TLS, false, "The server's certificate is not acceptable. Ask its operator.")                  \
    X(GREETING_TIMEOUT, MBX_E_TIMEOUT, true,                                                                            \
      "The server accepted the connection but says nothing. With port 993 choose SSL/TLS.")                             \
    X(GREETING_BYE, MBX_E_REFUSED, true, "The server turned the connection away. Try again later.")                     \
    X(GREETING_NOT_IMAP, MBX_E_PROTOCOL, false, "This is not an IMAP server. Incoming mail is often at imap.<domain>.") \
    X(GREETING_PREAUTH, MBX_E_TLS, false, "The server skips the login before encryption; that is not safe and not used.") \
    X(STARTTLS_MISSING, MBX_E_TLS, false, "The server offers no STARTTLS here. Use SSL/TLS on port 993.")               \
    X(STARTTLS_REFUSED, MBX_E_TLS, false, "The server refused STARTTLS. Use SSL/TLS on port 993.")                      \
    X(STARTTLS_INJECTED, MBX_E_TLS, false,                                                                              \
      "Text came in clear where encryption had to begin: the server is at fault, or somebody on the way to it. Do not use " \
      "this network until its operator knows which.")                                                                  \
    X(AUTH_BAD_CREDENTIALS, MBX_E_AUTH, false, "Enter the mailbox password again. Some providers want an app password.")\
    X(AUTH_DISABLED, MBX_E_AUTH, false, "The server does not let passwords in on this connection. Use encryption.")     \
    X(AUTH_NO_MECHANISM, MBX_E_AUTH, false, "The server offers no login method that works with a password.")            \
    X(AUTH_EXPIRED, MBX_E_AUTH, false, "The password has expired at the provider. Set a new one there and enter it here.") \
    X(AUTH_TEMPORARY, MBX_E_REFUSED, true, "The server cannot check logins at the moment. Try again later.")            \
    X(AUTH_SERVER_PROOF, MBX_E_AUTH, false,                                                                             \
      "The server could not prove that it knows the password. Check the server's name; it may be another's machine.")  \
    X(AUTH_APP_PASSWORD_REQUIRED, MBX_E_AUTH, false,                                                                    \
      "The account uses two-step sign-in: create an app password at the provider and enter that one.")                 \
    X(AUTH_CODE_REQUIRED, MBX_E_AUTH, false, "Enter the authorisation code of the provider's settings, not the password.") \
    X(AUTH_OAUTH_REQUIRED, MBX_E_AUTH, false, "The server takes no passwords here. Sign in with the provider instead.") \
    X(AUTH_WEBLOGIN, MBX_E_AUTH, false, "The provider wants a sign-in with the browser first; then try again.")         \
    X(AUTH_IMAP_DISABLED, MBX_E_AUTH, false, "IMAP is switched off for this mailbox. Switch it on in the provider's settings.") \
    X(AUTH_MAILBOX_NOT_GRANTED, MBX_E_AUTH, false,                                                                      \
      "The sign-in is good, but not for this mailbox. Ask the administrator of the mail service for access to it.")    \
    X(AUTH_LOCKED, MBX_E_AUTH, false, "The provider has locked this account. Ask it, or its administrator, to unlock it.") \
    X(AUTH_TOKEN_EXPIRED, MBX_E_AUTH, false, "The provider does not take the stored sign-in any more. Sign in with it again.") \
    X(AUTH_SCOPE, MBX_E_AUTH, false, "The sign-in with the provider does not include IMAP. Sign in again and allow it.")  \
    X(ACCESS_TOKEN, MBX_E_STORE, true, "The provider gave no access token; the message says why.")                      \
    X(AUTH_SEAL, MBX_E_AUTH, false, "The stored password does not open for this person. Enter the password again.")     \
    X(SEAL_HOST, MBX_E_AUTH, false,                                                                                     \
      "The mail server was changed, or its encryption switched off, since this password was entered. Its owner must enter it again.") \
    X(SEAL_KEY, MBX_E_STORE, false, "The key file is missing or unreadable. Restore it, or enter the passwords again.") \
    X(FOLDER_NOT_FOUND, MBX_E_REFUSED, false, "Choose one of the folders that the server lists.")                       \
    X(FOLDER_REFUSED, MBX_E_REFUSED, false, "The server does not open this folder for the account.")                    \
    X(FOLDER_NOSELECT, MBX_E_REFUSED, false, "This name only holds other folders. Choose one of those below it.")       \
    X(LIST_EMPTY, MBX_E_REFUSED, true,                                                                                  \
      "The account may have no folders yet, or no right to see them. Ask the mail server's operator.")                  \
    X(LIST_PARTIAL, MBX_E_LIMIT, false, "Enter the name of a folder that is missing in the list by hand.")              \
    X(COUNT_LIMITED, MBX_E_LIMIT, false,                                                                                \
      "The provider shows only the newest messages of a folder to mail programs; its settings may allow more.")         \
    X(FETCH_EMPTY, MBX_E_PROTOCOL, true,                                                                                \
      "The server lists a message but does not hand it out. Try again later; if it stays so, tell its operator.")       \
    X(FETCH_PEEK_IGNORED, MBX_E_PROTOCOL, false,                                                                        \
      "Imported mail will be shown as read in other mail programs. The server's operator should know.")                 \
    X(PARSE_FAILED, MBX_E_LIMIT, false,                                                                                 \
      "Nothing needs to be done: such a message is kept as it came, beside what could be read of it.")                  \
    X(FOLDER_UNSAFE_LOGIN, MBX_E_REFUSED, false,                                                                        \
      "The provider takes this sign-in for unsafe. Confirm it in its web mail, and allow IMAP clients in the settings there.") \
    X(SERVER_NO, MBX_E_REFUSED, true, "The server refused the request; its words are shown.")                           \
    X(SERVER_BAD, MBX_E_PROTOCOL, false, "The server did not understand the request; its words are shown.")             \
    X(SERVER_THROTTLED, MBX_E_REFUSED, true,                                                                            \
      "The provider asks for a pause, because much was fetched or too many programs are connected. The next run goes on.") \
    X(SERVER_UNAVAILABLE, MBX_E_REFUSED, true, "The server cannot do it at the moment. The next run tries again.")      \
    X(SERVER_SILENT, MBX_E_PROTOCOL, true, "The server hands out no mail at the moment. Tell its operator if it stays so.")  \
    X(SERVER_BYE, MBX_E_REFUSED, true, "The server ended the session. The next run goes on where this one stopped.")    \
    X(PROTOCOL_SYNTAX, MBX_E_PROTOCOL, true, "The server sent something that is not IMAP. Tell its operator.")          \
    X(PROTOCOL_NUL, MBX_E_PROTOCOL, true, "The server sent a NUL byte where none may be. Tell its operator.")           \
    X(PROTOCOL_COMPRESSION, MBX_E_PROTOCOL, true, "The server's compressed data is damaged. Switch compression off for this account.")  \
    X(PROTOCOL_SHORT, MBX_E_PROTOCOL, true, "The server sent fewer bytes than it announced. Tell its operator.")        \
    X(LIMIT_LINE, MBX_E_LIMIT, true, "The server sent an endless line. Tell its operator.")                             \
    X(LIMIT_LITERAL, MBX_E_LIMIT, true, "The server announced more data than is accepted.")                             \
    X(LIMIT_DEPTH, MBX_E_LIMIT, true, "The server sent data nested too deeply. Tell its operator.")                     \
    X(LIMIT_RESPONSE, MBX_E_LIMIT, true, "The server sent more lines than any request asks for.")                       \
    X(LIMIT_COMPRESSION, MBX_E_LIMIT, true,                                                                             \
      "The server's compressed data grows out of measure. Switch compression off for this account.")                   \
    X(LIMIT_ITERATIONS, MBX_E_LIMIT, false, "The server's login asks for too little or too much work. Tell its operator.")  \
    X(LIMIT_BUFFER, MBX_E_LIMIT, false, "A size limit was met; the message names it.")                                  \
    X(TIMEOUT_COMMAND, MBX_E_TIMEOUT, true, "The server stopped answering. The next run goes on where this one stopped.")\
    X(TIMEOUT_SLOW, MBX_E_TIMEOUT, true, "The server sends a few bytes a second only. The next run goes on where this one stopped.") \
    X(TIMEOUT_TOTAL, MBX_E_TIMEOUT, true, "The time given for this account is used up. The next run goes on.")          \
    X(CANCELLED, MBX_E_CANCELLED, true, "The run was stopped on request. The next run goes on.")                        \
    X(BLOB_DIR, MBX_E_STORE, false, "Create the attachment folder and let the web server's user write to it.")          \
    X(BLOB_WRITE, MBX_E_STORE, true, "Check free space and rights of the attachment folder.")                           \
    X(STATE_CORRUPT, MBX_E_STORE, false, "The stored folder state is damaged. Restore it from a backup or reset the folder.") \
    X(STATE_VERSION, MBX_E_STORE, false, "The stored folder state was written by a newer version. Update this one.")    \
    X(STORE_FAILED, MBX_E_STORE, true, "The database did not take the mail; its own words are shown.")                  \
    X(STORE_STALE, MBX_E_STALE, true, "Another run works on this account. Nothing needs to be done.")                   \
    X(ACCOUNT_UNKNOWN, MBX_E_ARGUMENT, false, "Set up the mailbox of this staff member first.")                         \
    X(FILE_READ, MBX_E_FILE, false, "Check the path and that this user may read the file.")                             \
    X(FILE_CHANGED, MBX_E_FILE, false, "Parse the file again.")                                                         \
    X(FILE_WRITE, MBX_E_FILE, true, "Check free space and rights of the folder.")                                       \
    X(THREAD, MBX_E_MEMORY, true, "The system refused a thread. Give the process more room, or fewer accounts at once.")

typedef enum mbx_code {
    MBX_CODE_NONE = 0,
#define X(name, status, retry, hint) MBX_CODE_##name,
    MBX_CODES(X)
#undef X
        MBX_CODE_COUNT
} mbx_code;

#endif
