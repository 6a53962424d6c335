/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: 26243537743abe323e3dfbd2f7674dbc3382f9e5 */

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_mailbox_set_store, 0, 1, IS_VOID, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, store, Mailbox\\Store, MAY_BE_CALLABLE, NULL)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_mailbox_sync, 0, 1, Mailbox\\SyncReport, 0)
	ZEND_ARG_TYPE_INFO(0, staff_id, IS_LONG, 0)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, options, Mailbox\\SyncOptions, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_mailbox_sync_many, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, staff_ids, IS_ARRAY, 0)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, options, Mailbox\\SyncOptions, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_mailbox_test_connection, 0, 1, Mailbox\\ConnectionReport, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, account, Mailbox\\Account, MAY_BE_LONG, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, seconds, IS_DOUBLE, 0, "30.0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, transcript, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, onStage, IS_CALLABLE, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_mailbox_parse, 0, 1, Mailbox\\Message, 0)
	ZEND_ARG_TYPE_INFO(0, raw, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_mailbox_parse_file, 0, 1, Mailbox\\Message, 0)
	ZEND_ARG_TYPE_INFO(0, path, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Mailbox_Store_account, 0, 1, Mailbox\\Account, 1)
	ZEND_ARG_TYPE_INFO(0, staffId, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Mailbox_Store_folderState, 0, 2, Mailbox\\FolderState, 1)
	ZEND_ARG_TYPE_INFO(0, staffId, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, folder, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Mailbox_Store_knownMessages, 0, 5, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, staffId, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, folder, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, generation, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, afterUid, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, limit, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Mailbox_Store_commit, 0, 2, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, staffId, IS_LONG, 0)
	ZEND_ARG_OBJ_INFO(0, batch, Mailbox\\Batch, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Mailbox_SecretStore_replaceSecret, 0, 3, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, staffId, IS_LONG, 0)
	ZEND_ARG_OBJ_INFO(0, old, Mailbox\\SealedSecret, 0)
	ZEND_ARG_OBJ_INFO(0, new, Mailbox\\SealedSecret, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Mailbox_TokenStore_accessToken, 0, 2, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, staffId, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, refresh, _IS_BOOL, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Mailbox_Failure___construct, 0, 0, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, message, IS_STRING, 0, "\"\"")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, errorCode, IS_STRING, 0, "\"\"")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, stage, IS_STRING, 0, "\"\"")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, hint, IS_STRING, 0, "\"\"")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, retryable, _IS_BOOL, 1, "null")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, previous, Throwable, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Mailbox_KeyRing___construct, 0, 0, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Mailbox_KeyRing_load, 0, 1, Mailbox\\KeyRing, 0)
	ZEND_ARG_TYPE_INFO(0, path, IS_STRING, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Mailbox_KeyRing_create arginfo_class_Mailbox_KeyRing_load

#define arginfo_class_Mailbox_KeyRing_rotate arginfo_class_Mailbox_KeyRing_load

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Mailbox_KeyRing_inMemory, 0, 0, Mailbox\\KeyRing, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Mailbox_KeyRing_forSite, 0, 1, Mailbox\\KeyRing, 0)
	ZEND_ARG_TYPE_INFO(0, site, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, applicationKeys, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Mailbox_KeyRing_seal, 0, 3, Mailbox\\SealedSecret, 0)
	ZEND_ARG_TYPE_INFO(0, password, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, staffId, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, signInAddress, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, epoch, IS_LONG, 0, "0")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Mailbox_KeyRing_sealLegacy, 0, 3, Mailbox\\SealedSecret, 1)
	ZEND_ARG_TYPE_INFO(0, stored, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, staffId, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, signInAddress, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, applicationKey, IS_STRING, 0, "\"\"")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, epoch, IS_LONG, 0, "0")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Mailbox_KeyRing_keyId, 0, 0, IS_STRING, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Mailbox_SealedSecret___construct arginfo_class_Mailbox_KeyRing___construct

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Mailbox_SealedSecret_fromString, 0, 1, Mailbox\\SealedSecret, 0)
	ZEND_ARG_TYPE_INFO(0, sealed, IS_STRING, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Mailbox_SealedSecret_toString arginfo_class_Mailbox_KeyRing_keyId

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Mailbox_SealedSecret_keyId, 0, 0, IS_STRING, 1)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Mailbox_Transport___construct, 0, 0, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, caFile, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, pins, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, pinReplacesCa, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, privateNetworks, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, ports, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, proxy, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, proxyUser, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, proxyPassword, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Mailbox_Account___construct, 0, 0, 5)
	ZEND_ARG_TYPE_INFO(0, staffId, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, signInAddress, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, host, IS_STRING, 0)
	ZEND_ARG_OBJ_INFO(0, secret, Mailbox\\SealedSecret, 1)
	ZEND_ARG_OBJ_INFO(0, keyRing, Mailbox\\KeyRing, 1)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, port, IS_LONG, 1, "null")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, encryption, Mailbox\\Encryption, 0, "Mailbox\\Encryption::Tls")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, user, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, folders, IS_ARRAY, 0, "[\"INBOX\"]")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, importPolicy, Mailbox\\ImportPolicy, 0, "Mailbox\\ImportPolicy::Unread")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, since, DateTimeInterface, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, blobDir, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, caFile, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, allowPlaintext, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, epoch, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, compress, _IS_BOOL, 0, "false")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, transport, Mailbox\\Transport, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Mailbox_Account_bindSecret, 0, 0, Mailbox\\SealedSecret, 1)
ZEND_END_ARG_INFO()

#define arginfo_class_Mailbox_Account_renewSecret arginfo_class_Mailbox_Account_bindSecret

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Mailbox_FolderState___construct, 0, 0, 2)
	ZEND_ARG_TYPE_INFO(0, bytes, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, version, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Mailbox_Batch___construct, 0, 0, 7)
	ZEND_ARG_TYPE_INFO(0, staffId, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, folder, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, generation, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, uidValidity, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, messages, IS_ARRAY, 0)
	ZEND_ARG_OBJ_INFO(0, state, Mailbox\\FolderState, 0)
	ZEND_ARG_TYPE_INFO(0, expectedVersion, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, remaining, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, imported, IS_LONG, 0, "0")
ZEND_END_ARG_INFO()

#define arginfo_class_Mailbox_Message___construct arginfo_class_Mailbox_KeyRing___construct

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Mailbox_Message_located, 0, 1, Mailbox\\Message, 0)
	ZEND_ARG_TYPE_INFO(0, uid, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, flags, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, internalDate, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

#define arginfo_class_Mailbox_Message_rawSha256 arginfo_class_Mailbox_KeyRing_keyId

#define arginfo_class_Mailbox_Message_headerDigest arginfo_class_Mailbox_KeyRing_keyId

#define arginfo_class_Mailbox_Message_plainText arginfo_class_Mailbox_KeyRing_keyId

#define arginfo_class_Mailbox_Message_replyText arginfo_class_Mailbox_KeyRing_keyId

#define arginfo_class_Mailbox_Message_quotedText arginfo_class_Mailbox_KeyRing_keyId

#define arginfo_class_Mailbox_Message_signatureText arginfo_class_Mailbox_KeyRing_keyId

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Mailbox_Message_snippet, 0, 0, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, characters, IS_LONG, 0, "200")
ZEND_END_ARG_INFO()

#define arginfo_class_Mailbox_Message_baseSubject arginfo_class_Mailbox_KeyRing_keyId

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Mailbox_Message_isReply, 0, 0, _IS_BOOL, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Mailbox_Message_isForward arginfo_class_Mailbox_Message_isReply

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Mailbox_Message_threadIds, 0, 0, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Mailbox_Message_uuencodedFiles arginfo_class_Mailbox_Message_threadIds

#define arginfo_class_Mailbox_Message_deliveryStatus arginfo_class_Mailbox_Message_threadIds

#define arginfo_class_Mailbox_Message_headerList arginfo_class_Mailbox_Message_threadIds

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Mailbox_Message_header, 0, 1, IS_STRING, 1)
	ZEND_ARG_TYPE_INFO(0, name, IS_STRING, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Mailbox_Message_parts arginfo_class_Mailbox_Message_threadIds

#define arginfo_class_Mailbox_Message_contentIds arginfo_class_Mailbox_Message_threadIds

#define arginfo_class_Mailbox_Header___construct arginfo_class_Mailbox_KeyRing___construct

#define arginfo_class_Mailbox_DeliveryStatus___construct arginfo_class_Mailbox_KeyRing___construct

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Mailbox_DeliveryStatus_parse, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, content, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Mailbox_Address___construct, 0, 0, 2)
	ZEND_ARG_TYPE_INFO(0, name, IS_STRING, 1)
	ZEND_ARG_TYPE_INFO(0, address, IS_STRING, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Mailbox_Address___toString arginfo_class_Mailbox_KeyRing_keyId

#define arginfo_class_Mailbox_Part___construct arginfo_class_Mailbox_KeyRing___construct

#define arginfo_class_Mailbox_Part_raw arginfo_class_Mailbox_KeyRing_keyId

#define arginfo_class_Mailbox_Part_headerList arginfo_class_Mailbox_Message_threadIds

#define arginfo_class_Mailbox_Part_header arginfo_class_Mailbox_Message_header

#define arginfo_class_Mailbox_Part_content arginfo_class_Mailbox_KeyRing_keyId

#define arginfo_class_Mailbox_Part_text arginfo_class_Mailbox_KeyRing_keyId

#define arginfo_class_Mailbox_Part_stream arginfo_class_Mailbox_KeyRing___construct

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Mailbox_Part_saveTo, 0, 1, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, path, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Mailbox_Part_size, 0, 0, IS_LONG, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Mailbox_Part_sha256 arginfo_class_Mailbox_KeyRing_keyId

#define arginfo_class_Mailbox_Part_anomalies arginfo_class_Mailbox_Message_threadIds

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Mailbox_Part_message, 0, 0, Mailbox\\Message, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Mailbox_SyncOptions___construct, 0, 0, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, seconds, IS_DOUBLE, 0, "300.0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, accountSeconds, IS_DOUBLE, 0, "0.0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, workers, IS_LONG, 0, "16")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, retryQuarantined, _IS_BOOL, 0, "false")
ZEND_END_ARG_INFO()

#define arginfo_class_Mailbox_SyncReport___construct arginfo_class_Mailbox_KeyRing___construct

#define arginfo_class_Mailbox_SyncReport_toArray arginfo_class_Mailbox_Message_threadIds

#define arginfo_class_Mailbox_SyncReport_jsonSerialize arginfo_class_Mailbox_Message_threadIds

#define arginfo_class_Mailbox_ConnectionStage___construct arginfo_class_Mailbox_KeyRing___construct

#define arginfo_class_Mailbox_ConnectionStage_toArray arginfo_class_Mailbox_Message_threadIds

#define arginfo_class_Mailbox_ConnectionStage_jsonSerialize arginfo_class_Mailbox_Message_threadIds

#define arginfo_class_Mailbox_ConnectionStage___toString arginfo_class_Mailbox_KeyRing_keyId

#define arginfo_class_Mailbox_ConnectionReport___construct arginfo_class_Mailbox_KeyRing___construct

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Mailbox_ConnectionReport_failed, 0, 0, Mailbox\\ConnectionStage, 1)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Mailbox_ConnectionReport_stage, 0, 1, Mailbox\\ConnectionStage, 1)
	ZEND_ARG_TYPE_INFO(0, name, IS_STRING, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Mailbox_ConnectionReport_toArray arginfo_class_Mailbox_Message_threadIds

#define arginfo_class_Mailbox_ConnectionReport_jsonSerialize arginfo_class_Mailbox_Message_threadIds

#define arginfo_class_Mailbox_ConnectionReport___toString arginfo_class_Mailbox_KeyRing_keyId


ZEND_FUNCTION(mailbox_set_store);
ZEND_FUNCTION(mailbox_sync);
ZEND_FUNCTION(mailbox_sync_many);
ZEND_FUNCTION(mailbox_test_connection);
ZEND_FUNCTION(mailbox_parse);
ZEND_FUNCTION(mailbox_parse_file);
ZEND_METHOD(Mailbox_Failure, __construct);
ZEND_METHOD(Mailbox_KeyRing, __construct);
ZEND_METHOD(Mailbox_KeyRing, load);
ZEND_METHOD(Mailbox_KeyRing, create);
ZEND_METHOD(Mailbox_KeyRing, rotate);
ZEND_METHOD(Mailbox_KeyRing, inMemory);
ZEND_METHOD(Mailbox_KeyRing, forSite);
ZEND_METHOD(Mailbox_KeyRing, seal);
ZEND_METHOD(Mailbox_KeyRing, sealLegacy);
ZEND_METHOD(Mailbox_KeyRing, keyId);
ZEND_METHOD(Mailbox_SealedSecret, __construct);
ZEND_METHOD(Mailbox_SealedSecret, fromString);
ZEND_METHOD(Mailbox_SealedSecret, toString);
ZEND_METHOD(Mailbox_SealedSecret, keyId);
ZEND_METHOD(Mailbox_Transport, __construct);
ZEND_METHOD(Mailbox_Account, __construct);
ZEND_METHOD(Mailbox_Account, bindSecret);
ZEND_METHOD(Mailbox_Account, renewSecret);
ZEND_METHOD(Mailbox_FolderState, __construct);
ZEND_METHOD(Mailbox_Batch, __construct);
ZEND_METHOD(Mailbox_Message, __construct);
ZEND_METHOD(Mailbox_Message, located);
ZEND_METHOD(Mailbox_Message, rawSha256);
ZEND_METHOD(Mailbox_Message, headerDigest);
ZEND_METHOD(Mailbox_Message, plainText);
ZEND_METHOD(Mailbox_Message, replyText);
ZEND_METHOD(Mailbox_Message, quotedText);
ZEND_METHOD(Mailbox_Message, signatureText);
ZEND_METHOD(Mailbox_Message, snippet);
ZEND_METHOD(Mailbox_Message, baseSubject);
ZEND_METHOD(Mailbox_Message, isReply);
ZEND_METHOD(Mailbox_Message, isForward);
ZEND_METHOD(Mailbox_Message, threadIds);
ZEND_METHOD(Mailbox_Message, uuencodedFiles);
ZEND_METHOD(Mailbox_Message, deliveryStatus);
ZEND_METHOD(Mailbox_Message, headerList);
ZEND_METHOD(Mailbox_Message, header);
ZEND_METHOD(Mailbox_Message, parts);
ZEND_METHOD(Mailbox_Message, contentIds);
ZEND_METHOD(Mailbox_Header, __construct);
ZEND_METHOD(Mailbox_DeliveryStatus, __construct);
ZEND_METHOD(Mailbox_DeliveryStatus, parse);
ZEND_METHOD(Mailbox_Address, __construct);
ZEND_METHOD(Mailbox_Address, __toString);
ZEND_METHOD(Mailbox_Part, __construct);
ZEND_METHOD(Mailbox_Part, raw);
ZEND_METHOD(Mailbox_Part, headerList);
ZEND_METHOD(Mailbox_Part, header);
ZEND_METHOD(Mailbox_Part, content);
ZEND_METHOD(Mailbox_Part, text);
ZEND_METHOD(Mailbox_Part, stream);
ZEND_METHOD(Mailbox_Part, saveTo);
ZEND_METHOD(Mailbox_Part, size);
ZEND_METHOD(Mailbox_Part, sha256);
ZEND_METHOD(Mailbox_Part, anomalies);
ZEND_METHOD(Mailbox_Part, message);
ZEND_METHOD(Mailbox_SyncOptions, __construct);
ZEND_METHOD(Mailbox_SyncReport, __construct);
ZEND_METHOD(Mailbox_SyncReport, toArray);
ZEND_METHOD(Mailbox_SyncReport, jsonSerialize);
ZEND_METHOD(Mailbox_ConnectionStage, __construct);
ZEND_METHOD(Mailbox_ConnectionStage, toArray);
ZEND_METHOD(Mailbox_ConnectionStage, jsonSerialize);
ZEND_METHOD(Mailbox_ConnectionStage, __toString);
ZEND_METHOD(Mailbox_ConnectionReport, __construct);
ZEND_METHOD(Mailbox_ConnectionReport, failed);
ZEND_METHOD(Mailbox_ConnectionReport, stage);
ZEND_METHOD(Mailbox_ConnectionReport, toArray);
ZEND_METHOD(Mailbox_ConnectionReport, jsonSerialize);
ZEND_METHOD(Mailbox_ConnectionReport, __toString);


static const zend_function_entry ext_functions[] = {
	ZEND_FE(mailbox_set_store, arginfo_mailbox_set_store)
	ZEND_FE(mailbox_sync, arginfo_mailbox_sync)
	ZEND_FE(mailbox_sync_many, arginfo_mailbox_sync_many)
	ZEND_FE(mailbox_test_connection, arginfo_mailbox_test_connection)
	ZEND_FE(mailbox_parse, arginfo_mailbox_parse)
	ZEND_FE(mailbox_parse_file, arginfo_mailbox_parse_file)
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_Encryption_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_ImportPolicy_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_Store_methods[] = {
	ZEND_ABSTRACT_ME_WITH_FLAGS(Mailbox_Store, account, arginfo_class_Mailbox_Store_account, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_ABSTRACT_ME_WITH_FLAGS(Mailbox_Store, folderState, arginfo_class_Mailbox_Store_folderState, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_ABSTRACT_ME_WITH_FLAGS(Mailbox_Store, knownMessages, arginfo_class_Mailbox_Store_knownMessages, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_ABSTRACT_ME_WITH_FLAGS(Mailbox_Store, commit, arginfo_class_Mailbox_Store_commit, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_SecretStore_methods[] = {
	ZEND_ABSTRACT_ME_WITH_FLAGS(Mailbox_SecretStore, replaceSecret, arginfo_class_Mailbox_SecretStore_replaceSecret, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_TokenStore_methods[] = {
	ZEND_ABSTRACT_ME_WITH_FLAGS(Mailbox_TokenStore, accessToken, arginfo_class_Mailbox_TokenStore_accessToken, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_Exception_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_Failure_methods[] = {
	ZEND_ME(Mailbox_Failure, __construct, arginfo_class_Mailbox_Failure___construct, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_ConnectionFailed_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_TlsFailed_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_AuthenticationFailed_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_ProtocolError_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_ServerRefused_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_Timeout_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_Cancelled_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_LimitExceeded_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_StoreFailed_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_StaleState_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_FileFailed_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_KeyRing_methods[] = {
	ZEND_ME(Mailbox_KeyRing, __construct, arginfo_class_Mailbox_KeyRing___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Mailbox_KeyRing, load, arginfo_class_Mailbox_KeyRing_load, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Mailbox_KeyRing, create, arginfo_class_Mailbox_KeyRing_create, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Mailbox_KeyRing, rotate, arginfo_class_Mailbox_KeyRing_rotate, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Mailbox_KeyRing, inMemory, arginfo_class_Mailbox_KeyRing_inMemory, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Mailbox_KeyRing, forSite, arginfo_class_Mailbox_KeyRing_forSite, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_KeyRing, seal, arginfo_class_Mailbox_KeyRing_seal, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_KeyRing, sealLegacy, arginfo_class_Mailbox_KeyRing_sealLegacy, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_KeyRing, keyId, arginfo_class_Mailbox_KeyRing_keyId, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_SealedSecret_methods[] = {
	ZEND_ME(Mailbox_SealedSecret, __construct, arginfo_class_Mailbox_SealedSecret___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Mailbox_SealedSecret, fromString, arginfo_class_Mailbox_SealedSecret_fromString, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Mailbox_SealedSecret, toString, arginfo_class_Mailbox_SealedSecret_toString, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_SealedSecret, keyId, arginfo_class_Mailbox_SealedSecret_keyId, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_Transport_methods[] = {
	ZEND_ME(Mailbox_Transport, __construct, arginfo_class_Mailbox_Transport___construct, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_Account_methods[] = {
	ZEND_ME(Mailbox_Account, __construct, arginfo_class_Mailbox_Account___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Account, bindSecret, arginfo_class_Mailbox_Account_bindSecret, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Account, renewSecret, arginfo_class_Mailbox_Account_renewSecret, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_FolderState_methods[] = {
	ZEND_ME(Mailbox_FolderState, __construct, arginfo_class_Mailbox_FolderState___construct, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_Batch_methods[] = {
	ZEND_ME(Mailbox_Batch, __construct, arginfo_class_Mailbox_Batch___construct, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_Message_methods[] = {
	ZEND_ME(Mailbox_Message, __construct, arginfo_class_Mailbox_Message___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Mailbox_Message, located, arginfo_class_Mailbox_Message_located, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Message, rawSha256, arginfo_class_Mailbox_Message_rawSha256, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Message, headerDigest, arginfo_class_Mailbox_Message_headerDigest, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Message, plainText, arginfo_class_Mailbox_Message_plainText, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Message, replyText, arginfo_class_Mailbox_Message_replyText, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Message, quotedText, arginfo_class_Mailbox_Message_quotedText, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Message, signatureText, arginfo_class_Mailbox_Message_signatureText, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Message, snippet, arginfo_class_Mailbox_Message_snippet, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Message, baseSubject, arginfo_class_Mailbox_Message_baseSubject, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Message, isReply, arginfo_class_Mailbox_Message_isReply, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Message, isForward, arginfo_class_Mailbox_Message_isForward, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Message, threadIds, arginfo_class_Mailbox_Message_threadIds, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Message, uuencodedFiles, arginfo_class_Mailbox_Message_uuencodedFiles, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Message, deliveryStatus, arginfo_class_Mailbox_Message_deliveryStatus, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Message, headerList, arginfo_class_Mailbox_Message_headerList, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Message, header, arginfo_class_Mailbox_Message_header, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Message, parts, arginfo_class_Mailbox_Message_parts, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Message, contentIds, arginfo_class_Mailbox_Message_contentIds, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_Header_methods[] = {
	ZEND_ME(Mailbox_Header, __construct, arginfo_class_Mailbox_Header___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_DeliveryStatus_methods[] = {
	ZEND_ME(Mailbox_DeliveryStatus, __construct, arginfo_class_Mailbox_DeliveryStatus___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Mailbox_DeliveryStatus, parse, arginfo_class_Mailbox_DeliveryStatus_parse, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_Address_methods[] = {
	ZEND_ME(Mailbox_Address, __construct, arginfo_class_Mailbox_Address___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Address, __toString, arginfo_class_Mailbox_Address___toString, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_Part_methods[] = {
	ZEND_ME(Mailbox_Part, __construct, arginfo_class_Mailbox_Part___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Mailbox_Part, raw, arginfo_class_Mailbox_Part_raw, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Part, headerList, arginfo_class_Mailbox_Part_headerList, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Part, header, arginfo_class_Mailbox_Part_header, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Part, content, arginfo_class_Mailbox_Part_content, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Part, text, arginfo_class_Mailbox_Part_text, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Part, stream, arginfo_class_Mailbox_Part_stream, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Part, saveTo, arginfo_class_Mailbox_Part_saveTo, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Part, size, arginfo_class_Mailbox_Part_size, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Part, sha256, arginfo_class_Mailbox_Part_sha256, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Part, anomalies, arginfo_class_Mailbox_Part_anomalies, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_Part, message, arginfo_class_Mailbox_Part_message, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_Attachment_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_SyncOptions_methods[] = {
	ZEND_ME(Mailbox_SyncOptions, __construct, arginfo_class_Mailbox_SyncOptions___construct, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_SyncReport_methods[] = {
	ZEND_ME(Mailbox_SyncReport, __construct, arginfo_class_Mailbox_SyncReport___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Mailbox_SyncReport, toArray, arginfo_class_Mailbox_SyncReport_toArray, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_SyncReport, jsonSerialize, arginfo_class_Mailbox_SyncReport_jsonSerialize, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_ConnectionStage_methods[] = {
	ZEND_ME(Mailbox_ConnectionStage, __construct, arginfo_class_Mailbox_ConnectionStage___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Mailbox_ConnectionStage, toArray, arginfo_class_Mailbox_ConnectionStage_toArray, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_ConnectionStage, jsonSerialize, arginfo_class_Mailbox_ConnectionStage_jsonSerialize, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_ConnectionStage, __toString, arginfo_class_Mailbox_ConnectionStage___toString, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Mailbox_ConnectionReport_methods[] = {
	ZEND_ME(Mailbox_ConnectionReport, __construct, arginfo_class_Mailbox_ConnectionReport___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Mailbox_ConnectionReport, failed, arginfo_class_Mailbox_ConnectionReport_failed, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_ConnectionReport, stage, arginfo_class_Mailbox_ConnectionReport_stage, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_ConnectionReport, toArray, arginfo_class_Mailbox_ConnectionReport_toArray, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_ConnectionReport, jsonSerialize, arginfo_class_Mailbox_ConnectionReport_jsonSerialize, ZEND_ACC_PUBLIC)
	ZEND_ME(Mailbox_ConnectionReport, __toString, arginfo_class_Mailbox_ConnectionReport___toString, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};

static zend_class_entry *register_class_Mailbox_Encryption(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Mailbox\\Encryption", IS_STRING, class_Mailbox_Encryption_methods);

	zval enum_case_Tls_value;
	zend_string *enum_case_Tls_value_str = zend_string_init("tls", strlen("tls"), 1);
	ZVAL_STR(&enum_case_Tls_value, enum_case_Tls_value_str);
	zend_enum_add_case_cstr(class_entry, "Tls", &enum_case_Tls_value);

	zval enum_case_StartTls_value;
	zend_string *enum_case_StartTls_value_str = zend_string_init("starttls", strlen("starttls"), 1);
	ZVAL_STR(&enum_case_StartTls_value, enum_case_StartTls_value_str);
	zend_enum_add_case_cstr(class_entry, "StartTls", &enum_case_StartTls_value);

	zval enum_case_None_value;
	zend_string *enum_case_None_value_str = zend_string_init("none", strlen("none"), 1);
	ZVAL_STR(&enum_case_None_value, enum_case_None_value_str);
	zend_enum_add_case_cstr(class_entry, "None", &enum_case_None_value);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_ImportPolicy(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Mailbox\\ImportPolicy", IS_STRING, class_Mailbox_ImportPolicy_methods);

	zval enum_case_Unread_value;
	zend_string *enum_case_Unread_value_str = zend_string_init("unread", strlen("unread"), 1);
	ZVAL_STR(&enum_case_Unread_value, enum_case_Unread_value_str);
	zend_enum_add_case_cstr(class_entry, "Unread", &enum_case_Unread_value);

	zval enum_case_New_value;
	zend_string *enum_case_New_value_str = zend_string_init("new", strlen("new"), 1);
	ZVAL_STR(&enum_case_New_value, enum_case_New_value_str);
	zend_enum_add_case_cstr(class_entry, "New", &enum_case_New_value);

	zval enum_case_Since_value;
	zend_string *enum_case_Since_value_str = zend_string_init("since", strlen("since"), 1);
	ZVAL_STR(&enum_case_Since_value, enum_case_Since_value_str);
	zend_enum_add_case_cstr(class_entry, "Since", &enum_case_Since_value);

	zval enum_case_All_value;
	zend_string *enum_case_All_value_str = zend_string_init("all", strlen("all"), 1);
	ZVAL_STR(&enum_case_All_value, enum_case_All_value_str);
	zend_enum_add_case_cstr(class_entry, "All", &enum_case_All_value);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_Store(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "Store", class_Mailbox_Store_methods);
	class_entry = zend_register_internal_interface(&ce);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_SecretStore(zend_class_entry *class_entry_Mailbox_Store)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "SecretStore", class_Mailbox_SecretStore_methods);
	class_entry = zend_register_internal_interface(&ce);
	zend_class_implements(class_entry, 1, class_entry_Mailbox_Store);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_TokenStore(zend_class_entry *class_entry_Mailbox_Store)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "TokenStore", class_Mailbox_TokenStore_methods);
	class_entry = zend_register_internal_interface(&ce);
	zend_class_implements(class_entry, 1, class_entry_Mailbox_Store);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_Exception(zend_class_entry *class_entry_Throwable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "Exception", class_Mailbox_Exception_methods);
	class_entry = zend_register_internal_interface(&ce);
	zend_class_implements(class_entry, 1, class_entry_Throwable);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_Failure(zend_class_entry *class_entry_RuntimeException, zend_class_entry *class_entry_Mailbox_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "Failure", class_Mailbox_Failure_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_RuntimeException);
	class_entry->ce_flags |= ZEND_ACC_ABSTRACT;
	zend_class_implements(class_entry, 1, class_entry_Mailbox_Exception);

	zval property_errorCode_default_value;
	ZVAL_UNDEF(&property_errorCode_default_value);
	zend_string *property_errorCode_name = zend_string_init("errorCode", sizeof("errorCode") - 1, 1);
	zend_declare_typed_property(class_entry, property_errorCode_name, &property_errorCode_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_errorCode_name);

	zval property_stage_default_value;
	ZVAL_UNDEF(&property_stage_default_value);
	zend_string *property_stage_name = zend_string_init("stage", sizeof("stage") - 1, 1);
	zend_declare_typed_property(class_entry, property_stage_name, &property_stage_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_stage_name);

	zval property_hint_default_value;
	ZVAL_UNDEF(&property_hint_default_value);
	zend_string *property_hint_name = zend_string_init("hint", sizeof("hint") - 1, 1);
	zend_declare_typed_property(class_entry, property_hint_name, &property_hint_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_hint_name);

	zval property_retryable_default_value;
	ZVAL_UNDEF(&property_retryable_default_value);
	zend_string *property_retryable_name = zend_string_init("retryable", sizeof("retryable") - 1, 1);
	zend_declare_typed_property(class_entry, property_retryable_name, &property_retryable_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_retryable_name);

	zval property_serverText_default_value;
	ZVAL_UNDEF(&property_serverText_default_value);
	zend_string *property_serverText_name = zend_string_init("serverText", sizeof("serverText") - 1, 1);
	zend_declare_typed_property(class_entry, property_serverText_name, &property_serverText_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_serverText_name);

	zval property_retryAfter_default_value;
	ZVAL_UNDEF(&property_retryAfter_default_value);
	zend_string *property_retryAfter_name = zend_string_init("retryAfter", sizeof("retryAfter") - 1, 1);
	zend_declare_typed_property(class_entry, property_retryAfter_name, &property_retryAfter_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_retryAfter_name);

	zend_string *property_report_class_Mailbox_SyncReport = zend_string_init("Mailbox\\SyncReport", sizeof("Mailbox\\SyncReport")-1, 1);
	zval property_report_default_value;
	ZVAL_UNDEF(&property_report_default_value);
	zend_string *property_report_name = zend_string_init("report", sizeof("report") - 1, 1);
	zend_declare_typed_property(class_entry, property_report_name, &property_report_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_report_class_Mailbox_SyncReport, 0, MAY_BE_NULL));
	zend_string_release(property_report_name);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_ConnectionFailed(zend_class_entry *class_entry_Mailbox_Failure)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "ConnectionFailed", class_Mailbox_ConnectionFailed_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Mailbox_Failure);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_TlsFailed(zend_class_entry *class_entry_Mailbox_Failure)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "TlsFailed", class_Mailbox_TlsFailed_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Mailbox_Failure);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_AuthenticationFailed(zend_class_entry *class_entry_Mailbox_Failure)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "AuthenticationFailed", class_Mailbox_AuthenticationFailed_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Mailbox_Failure);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_ProtocolError(zend_class_entry *class_entry_Mailbox_Failure)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "ProtocolError", class_Mailbox_ProtocolError_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Mailbox_Failure);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_ServerRefused(zend_class_entry *class_entry_Mailbox_Failure)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "ServerRefused", class_Mailbox_ServerRefused_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Mailbox_Failure);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_Timeout(zend_class_entry *class_entry_Mailbox_Failure)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "Timeout", class_Mailbox_Timeout_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Mailbox_Failure);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_Cancelled(zend_class_entry *class_entry_Mailbox_Failure)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "Cancelled", class_Mailbox_Cancelled_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Mailbox_Failure);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_LimitExceeded(zend_class_entry *class_entry_Mailbox_Failure)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "LimitExceeded", class_Mailbox_LimitExceeded_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Mailbox_Failure);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_StoreFailed(zend_class_entry *class_entry_Mailbox_Failure)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "StoreFailed", class_Mailbox_StoreFailed_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Mailbox_Failure);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_StaleState(zend_class_entry *class_entry_Mailbox_Failure)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "StaleState", class_Mailbox_StaleState_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Mailbox_Failure);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_FileFailed(zend_class_entry *class_entry_Mailbox_Failure)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "FileFailed", class_Mailbox_FileFailed_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Mailbox_Failure);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_KeyRing(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "KeyRing", class_Mailbox_KeyRing_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;
#if (PHP_VERSION_ID >= 80200)


	zend_add_parameter_attribute(zend_hash_str_find_ptr(&class_entry->function_table, "forsite", sizeof("forsite") - 1), 1, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(&class_entry->function_table, "seal", sizeof("seal") - 1), 0, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(&class_entry->function_table, "seallegacy", sizeof("seallegacy") - 1), 0, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(&class_entry->function_table, "seallegacy", sizeof("seallegacy") - 1), 3, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);
#endif

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_SealedSecret(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "SealedSecret", class_Mailbox_SealedSecret_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_Transport(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "Transport", class_Mailbox_Transport_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	zval property_caFile_default_value;
	ZVAL_UNDEF(&property_caFile_default_value);
	zend_string *property_caFile_name = zend_string_init("caFile", sizeof("caFile") - 1, 1);
	zend_declare_typed_property(class_entry, property_caFile_name, &property_caFile_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_caFile_name);

	zval property_pins_default_value;
	ZVAL_UNDEF(&property_pins_default_value);
	zend_string *property_pins_name = zend_string_init("pins", sizeof("pins") - 1, 1);
	zend_declare_typed_property(class_entry, property_pins_name, &property_pins_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_pins_name);

	zval property_pinReplacesCa_default_value;
	ZVAL_UNDEF(&property_pinReplacesCa_default_value);
	zend_string *property_pinReplacesCa_name = zend_string_init("pinReplacesCa", sizeof("pinReplacesCa") - 1, 1);
	zend_declare_typed_property(class_entry, property_pinReplacesCa_name, &property_pinReplacesCa_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_pinReplacesCa_name);

	zval property_privateNetworks_default_value;
	ZVAL_UNDEF(&property_privateNetworks_default_value);
	zend_string *property_privateNetworks_name = zend_string_init("privateNetworks", sizeof("privateNetworks") - 1, 1);
	zend_declare_typed_property(class_entry, property_privateNetworks_name, &property_privateNetworks_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY|MAY_BE_NULL));
	zend_string_release(property_privateNetworks_name);

	zval property_ports_default_value;
	ZVAL_UNDEF(&property_ports_default_value);
	zend_string *property_ports_name = zend_string_init("ports", sizeof("ports") - 1, 1);
	zend_declare_typed_property(class_entry, property_ports_name, &property_ports_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY|MAY_BE_NULL));
	zend_string_release(property_ports_name);

	zval property_proxy_default_value;
	ZVAL_UNDEF(&property_proxy_default_value);
	zend_string *property_proxy_name = zend_string_init("proxy", sizeof("proxy") - 1, 1);
	zend_declare_typed_property(class_entry, property_proxy_name, &property_proxy_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_proxy_name);

	zval property_proxyUser_default_value;
	ZVAL_UNDEF(&property_proxyUser_default_value);
	zend_string *property_proxyUser_name = zend_string_init("proxyUser", sizeof("proxyUser") - 1, 1);
	zend_declare_typed_property(class_entry, property_proxyUser_name, &property_proxyUser_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_proxyUser_name);
#if (PHP_VERSION_ID >= 80200)


	zend_add_parameter_attribute(zend_hash_str_find_ptr(&class_entry->function_table, "__construct", sizeof("__construct") - 1), 5, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(&class_entry->function_table, "__construct", sizeof("__construct") - 1), 7, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);
#endif

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_Account(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "Account", class_Mailbox_Account_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	zval property_staffId_default_value;
	ZVAL_UNDEF(&property_staffId_default_value);
	zend_string *property_staffId_name = zend_string_init("staffId", sizeof("staffId") - 1, 1);
	zend_declare_typed_property(class_entry, property_staffId_name, &property_staffId_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_staffId_name);

	zval property_signInAddress_default_value;
	ZVAL_UNDEF(&property_signInAddress_default_value);
	zend_string *property_signInAddress_name = zend_string_init("signInAddress", sizeof("signInAddress") - 1, 1);
	zend_declare_typed_property(class_entry, property_signInAddress_name, &property_signInAddress_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_signInAddress_name);

	zval property_host_default_value;
	ZVAL_UNDEF(&property_host_default_value);
	zend_string *property_host_name = zend_string_init("host", sizeof("host") - 1, 1);
	zend_declare_typed_property(class_entry, property_host_name, &property_host_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_host_name);

	zval property_port_default_value;
	ZVAL_UNDEF(&property_port_default_value);
	zend_string *property_port_name = zend_string_init("port", sizeof("port") - 1, 1);
	zend_declare_typed_property(class_entry, property_port_name, &property_port_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_port_name);

	zend_string *property_encryption_class_Mailbox_Encryption = zend_string_init("Mailbox\\Encryption", sizeof("Mailbox\\Encryption")-1, 1);
	zval property_encryption_default_value;
	ZVAL_UNDEF(&property_encryption_default_value);
	zend_string *property_encryption_name = zend_string_init("encryption", sizeof("encryption") - 1, 1);
	zend_declare_typed_property(class_entry, property_encryption_name, &property_encryption_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_encryption_class_Mailbox_Encryption, 0, 0));
	zend_string_release(property_encryption_name);

	zval property_user_default_value;
	ZVAL_UNDEF(&property_user_default_value);
	zend_string *property_user_name = zend_string_init("user", sizeof("user") - 1, 1);
	zend_declare_typed_property(class_entry, property_user_name, &property_user_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_user_name);

	zval property_folders_default_value;
	ZVAL_UNDEF(&property_folders_default_value);
	zend_string *property_folders_name = zend_string_init("folders", sizeof("folders") - 1, 1);
	zend_declare_typed_property(class_entry, property_folders_name, &property_folders_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_folders_name);

	zend_string *property_importPolicy_class_Mailbox_ImportPolicy = zend_string_init("Mailbox\\ImportPolicy", sizeof("Mailbox\\ImportPolicy")-1, 1);
	zval property_importPolicy_default_value;
	ZVAL_UNDEF(&property_importPolicy_default_value);
	zend_string *property_importPolicy_name = zend_string_init("importPolicy", sizeof("importPolicy") - 1, 1);
	zend_declare_typed_property(class_entry, property_importPolicy_name, &property_importPolicy_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_importPolicy_class_Mailbox_ImportPolicy, 0, 0));
	zend_string_release(property_importPolicy_name);

	zend_string *property_since_class_DateTimeInterface = zend_string_init("DateTimeInterface", sizeof("DateTimeInterface")-1, 1);
	zval property_since_default_value;
	ZVAL_UNDEF(&property_since_default_value);
	zend_string *property_since_name = zend_string_init("since", sizeof("since") - 1, 1);
	zend_declare_typed_property(class_entry, property_since_name, &property_since_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_since_class_DateTimeInterface, 0, MAY_BE_NULL));
	zend_string_release(property_since_name);

	zval property_blobDir_default_value;
	ZVAL_UNDEF(&property_blobDir_default_value);
	zend_string *property_blobDir_name = zend_string_init("blobDir", sizeof("blobDir") - 1, 1);
	zend_declare_typed_property(class_entry, property_blobDir_name, &property_blobDir_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_blobDir_name);

	zval property_caFile_default_value;
	ZVAL_UNDEF(&property_caFile_default_value);
	zend_string *property_caFile_name = zend_string_init("caFile", sizeof("caFile") - 1, 1);
	zend_declare_typed_property(class_entry, property_caFile_name, &property_caFile_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_caFile_name);

	zval property_allowPlaintext_default_value;
	ZVAL_UNDEF(&property_allowPlaintext_default_value);
	zend_string *property_allowPlaintext_name = zend_string_init("allowPlaintext", sizeof("allowPlaintext") - 1, 1);
	zend_declare_typed_property(class_entry, property_allowPlaintext_name, &property_allowPlaintext_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_allowPlaintext_name);

	zend_string *property_secret_class_Mailbox_SealedSecret = zend_string_init("Mailbox\\SealedSecret", sizeof("Mailbox\\SealedSecret")-1, 1);
	zval property_secret_default_value;
	ZVAL_UNDEF(&property_secret_default_value);
	zend_string *property_secret_name = zend_string_init("secret", sizeof("secret") - 1, 1);
	zend_declare_typed_property(class_entry, property_secret_name, &property_secret_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_secret_class_Mailbox_SealedSecret, 0, MAY_BE_NULL));
	zend_string_release(property_secret_name);

	zend_string *property_keyRing_class_Mailbox_KeyRing = zend_string_init("Mailbox\\KeyRing", sizeof("Mailbox\\KeyRing")-1, 1);
	zval property_keyRing_default_value;
	ZVAL_UNDEF(&property_keyRing_default_value);
	zend_string *property_keyRing_name = zend_string_init("keyRing", sizeof("keyRing") - 1, 1);
	zend_declare_typed_property(class_entry, property_keyRing_name, &property_keyRing_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_keyRing_class_Mailbox_KeyRing, 0, MAY_BE_NULL));
	zend_string_release(property_keyRing_name);

	zval property_epoch_default_value;
	ZVAL_UNDEF(&property_epoch_default_value);
	zend_string *property_epoch_name = zend_string_init("epoch", sizeof("epoch") - 1, 1);
	zend_declare_typed_property(class_entry, property_epoch_name, &property_epoch_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_epoch_name);

	zval property_compress_default_value;
	ZVAL_UNDEF(&property_compress_default_value);
	zend_string *property_compress_name = zend_string_init("compress", sizeof("compress") - 1, 1);
	zend_declare_typed_property(class_entry, property_compress_name, &property_compress_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_compress_name);

	zend_string *property_transport_class_Mailbox_Transport = zend_string_init("Mailbox\\Transport", sizeof("Mailbox\\Transport")-1, 1);
	zval property_transport_default_value;
	ZVAL_UNDEF(&property_transport_default_value);
	zend_string *property_transport_name = zend_string_init("transport", sizeof("transport") - 1, 1);
	zend_declare_typed_property(class_entry, property_transport_name, &property_transport_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_transport_class_Mailbox_Transport, 0, MAY_BE_NULL));
	zend_string_release(property_transport_name);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_FolderState(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "FolderState", class_Mailbox_FolderState_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_bytes_default_value;
	ZVAL_UNDEF(&property_bytes_default_value);
	zend_string *property_bytes_name = zend_string_init("bytes", sizeof("bytes") - 1, 1);
	zend_declare_typed_property(class_entry, property_bytes_name, &property_bytes_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_bytes_name);

	zval property_version_default_value;
	ZVAL_UNDEF(&property_version_default_value);
	zend_string *property_version_name = zend_string_init("version", sizeof("version") - 1, 1);
	zend_declare_typed_property(class_entry, property_version_name, &property_version_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_version_name);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_Batch(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "Batch", class_Mailbox_Batch_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_staffId_default_value;
	ZVAL_UNDEF(&property_staffId_default_value);
	zend_string *property_staffId_name = zend_string_init("staffId", sizeof("staffId") - 1, 1);
	zend_declare_typed_property(class_entry, property_staffId_name, &property_staffId_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_staffId_name);

	zval property_folder_default_value;
	ZVAL_UNDEF(&property_folder_default_value);
	zend_string *property_folder_name = zend_string_init("folder", sizeof("folder") - 1, 1);
	zend_declare_typed_property(class_entry, property_folder_name, &property_folder_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_folder_name);

	zval property_generation_default_value;
	ZVAL_UNDEF(&property_generation_default_value);
	zend_string *property_generation_name = zend_string_init("generation", sizeof("generation") - 1, 1);
	zend_declare_typed_property(class_entry, property_generation_name, &property_generation_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_generation_name);

	zval property_uidValidity_default_value;
	ZVAL_UNDEF(&property_uidValidity_default_value);
	zend_string *property_uidValidity_name = zend_string_init("uidValidity", sizeof("uidValidity") - 1, 1);
	zend_declare_typed_property(class_entry, property_uidValidity_name, &property_uidValidity_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_uidValidity_name);

	zval property_messages_default_value;
	ZVAL_UNDEF(&property_messages_default_value);
	zend_string *property_messages_name = zend_string_init("messages", sizeof("messages") - 1, 1);
	zend_declare_typed_property(class_entry, property_messages_name, &property_messages_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_messages_name);

	zend_string *property_state_class_Mailbox_FolderState = zend_string_init("Mailbox\\FolderState", sizeof("Mailbox\\FolderState")-1, 1);
	zval property_state_default_value;
	ZVAL_UNDEF(&property_state_default_value);
	zend_string *property_state_name = zend_string_init("state", sizeof("state") - 1, 1);
	zend_declare_typed_property(class_entry, property_state_name, &property_state_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_state_class_Mailbox_FolderState, 0, 0));
	zend_string_release(property_state_name);

	zval property_expectedVersion_default_value;
	ZVAL_UNDEF(&property_expectedVersion_default_value);
	zend_string *property_expectedVersion_name = zend_string_init("expectedVersion", sizeof("expectedVersion") - 1, 1);
	zend_declare_typed_property(class_entry, property_expectedVersion_name, &property_expectedVersion_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_expectedVersion_name);

	zval property_remaining_default_value;
	ZVAL_UNDEF(&property_remaining_default_value);
	zend_string *property_remaining_name = zend_string_init("remaining", sizeof("remaining") - 1, 1);
	zend_declare_typed_property(class_entry, property_remaining_name, &property_remaining_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_remaining_name);

	zval property_imported_default_value;
	ZVAL_UNDEF(&property_imported_default_value);
	zend_string *property_imported_name = zend_string_init("imported", sizeof("imported") - 1, 1);
	zend_declare_typed_property(class_entry, property_imported_name, &property_imported_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_imported_name);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_Message(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "Message", class_Mailbox_Message_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	zval property_uid_default_value;
	ZVAL_UNDEF(&property_uid_default_value);
	zend_string *property_uid_name = zend_string_init("uid", sizeof("uid") - 1, 1);
	zend_declare_typed_property(class_entry, property_uid_name, &property_uid_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_uid_name);

	zval property_flags_default_value;
	ZVAL_UNDEF(&property_flags_default_value);
	zend_string *property_flags_name = zend_string_init("flags", sizeof("flags") - 1, 1);
	zend_declare_typed_property(class_entry, property_flags_name, &property_flags_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_flags_name);

	zval property_internalDate_default_value;
	ZVAL_UNDEF(&property_internalDate_default_value);
	zend_string *property_internalDate_name = zend_string_init("internalDate", sizeof("internalDate") - 1, 1);
	zend_declare_typed_property(class_entry, property_internalDate_name, &property_internalDate_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_internalDate_name);

	zval property_emailId_default_value;
	ZVAL_UNDEF(&property_emailId_default_value);
	zend_string *property_emailId_name = zend_string_init("emailId", sizeof("emailId") - 1, 1);
	zend_declare_typed_property(class_entry, property_emailId_name, &property_emailId_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_emailId_name);

	zval property_threadId_default_value;
	ZVAL_UNDEF(&property_threadId_default_value);
	zend_string *property_threadId_name = zend_string_init("threadId", sizeof("threadId") - 1, 1);
	zend_declare_typed_property(class_entry, property_threadId_name, &property_threadId_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_threadId_name);

	zval property_labels_default_value;
	ZVAL_UNDEF(&property_labels_default_value);
	zend_string *property_labels_name = zend_string_init("labels", sizeof("labels") - 1, 1);
	zend_declare_typed_property(class_entry, property_labels_name, &property_labels_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_labels_name);

	zval property_size_default_value;
	ZVAL_UNDEF(&property_size_default_value);
	zend_string *property_size_name = zend_string_init("size", sizeof("size") - 1, 1);
	zend_declare_typed_property(class_entry, property_size_name, &property_size_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_size_name);

	zval property_rawKept_default_value;
	ZVAL_UNDEF(&property_rawKept_default_value);
	zend_string *property_rawKept_name = zend_string_init("rawKept", sizeof("rawKept") - 1, 1);
	zend_declare_typed_property(class_entry, property_rawKept_name, &property_rawKept_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_rawKept_name);

	zval property_messageId_default_value;
	ZVAL_UNDEF(&property_messageId_default_value);
	zend_string *property_messageId_name = zend_string_init("messageId", sizeof("messageId") - 1, 1);
	zend_declare_typed_property(class_entry, property_messageId_name, &property_messageId_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_messageId_name);

	zval property_inReplyTo_default_value;
	ZVAL_UNDEF(&property_inReplyTo_default_value);
	zend_string *property_inReplyTo_name = zend_string_init("inReplyTo", sizeof("inReplyTo") - 1, 1);
	zend_declare_typed_property(class_entry, property_inReplyTo_name, &property_inReplyTo_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_inReplyTo_name);

	zval property_references_default_value;
	ZVAL_UNDEF(&property_references_default_value);
	zend_string *property_references_name = zend_string_init("references", sizeof("references") - 1, 1);
	zend_declare_typed_property(class_entry, property_references_name, &property_references_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_references_name);

	zval property_subject_default_value;
	ZVAL_UNDEF(&property_subject_default_value);
	zend_string *property_subject_name = zend_string_init("subject", sizeof("subject") - 1, 1);
	zend_declare_typed_property(class_entry, property_subject_name, &property_subject_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_subject_name);

	zval property_from_default_value;
	ZVAL_UNDEF(&property_from_default_value);
	zend_string *property_from_name = zend_string_init("from", sizeof("from") - 1, 1);
	zend_declare_typed_property(class_entry, property_from_name, &property_from_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_from_name);

	zval property_to_default_value;
	ZVAL_UNDEF(&property_to_default_value);
	zend_string *property_to_name = zend_string_init("to", sizeof("to") - 1, 1);
	zend_declare_typed_property(class_entry, property_to_name, &property_to_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_to_name);

	zval property_cc_default_value;
	ZVAL_UNDEF(&property_cc_default_value);
	zend_string *property_cc_name = zend_string_init("cc", sizeof("cc") - 1, 1);
	zend_declare_typed_property(class_entry, property_cc_name, &property_cc_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_cc_name);

	zval property_bcc_default_value;
	ZVAL_UNDEF(&property_bcc_default_value);
	zend_string *property_bcc_name = zend_string_init("bcc", sizeof("bcc") - 1, 1);
	zend_declare_typed_property(class_entry, property_bcc_name, &property_bcc_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_bcc_name);

	zval property_replyTo_default_value;
	ZVAL_UNDEF(&property_replyTo_default_value);
	zend_string *property_replyTo_name = zend_string_init("replyTo", sizeof("replyTo") - 1, 1);
	zend_declare_typed_property(class_entry, property_replyTo_name, &property_replyTo_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_replyTo_name);

	zval property_date_default_value;
	ZVAL_UNDEF(&property_date_default_value);
	zend_string *property_date_name = zend_string_init("date", sizeof("date") - 1, 1);
	zend_declare_typed_property(class_entry, property_date_name, &property_date_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_date_name);

	zval property_text_default_value;
	ZVAL_UNDEF(&property_text_default_value);
	zend_string *property_text_name = zend_string_init("text", sizeof("text") - 1, 1);
	zend_declare_typed_property(class_entry, property_text_name, &property_text_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_text_name);

	zval property_html_default_value;
	ZVAL_UNDEF(&property_html_default_value);
	zend_string *property_html_name = zend_string_init("html", sizeof("html") - 1, 1);
	zend_declare_typed_property(class_entry, property_html_name, &property_html_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_html_name);

	zval property_truncated_default_value;
	ZVAL_UNDEF(&property_truncated_default_value);
	zend_string *property_truncated_name = zend_string_init("truncated", sizeof("truncated") - 1, 1);
	zend_declare_typed_property(class_entry, property_truncated_name, &property_truncated_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_truncated_name);

	zval property_headers_default_value;
	ZVAL_UNDEF(&property_headers_default_value);
	zend_string *property_headers_name = zend_string_init("headers", sizeof("headers") - 1, 1);
	zend_declare_typed_property(class_entry, property_headers_name, &property_headers_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_headers_name);

	zval property_attachments_default_value;
	ZVAL_UNDEF(&property_attachments_default_value);
	zend_string *property_attachments_name = zend_string_init("attachments", sizeof("attachments") - 1, 1);
	zend_declare_typed_property(class_entry, property_attachments_name, &property_attachments_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_attachments_name);

	zval property_anomalies_default_value;
	ZVAL_UNDEF(&property_anomalies_default_value);
	zend_string *property_anomalies_name = zend_string_init("anomalies", sizeof("anomalies") - 1, 1);
	zend_declare_typed_property(class_entry, property_anomalies_name, &property_anomalies_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_anomalies_name);

	zval property_incomplete_default_value;
	ZVAL_UNDEF(&property_incomplete_default_value);
	zend_string *property_incomplete_name = zend_string_init("incomplete", sizeof("incomplete") - 1, 1);
	zend_declare_typed_property(class_entry, property_incomplete_name, &property_incomplete_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_incomplete_name);

	zval property_autoSubmitted_default_value;
	ZVAL_UNDEF(&property_autoSubmitted_default_value);
	zend_string *property_autoSubmitted_name = zend_string_init("autoSubmitted", sizeof("autoSubmitted") - 1, 1);
	zend_declare_typed_property(class_entry, property_autoSubmitted_name, &property_autoSubmitted_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_autoSubmitted_name);

	zval property_listId_default_value;
	ZVAL_UNDEF(&property_listId_default_value);
	zend_string *property_listId_name = zend_string_init("listId", sizeof("listId") - 1, 1);
	zend_declare_typed_property(class_entry, property_listId_name, &property_listId_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_listId_name);

	zval property_listUnsubscribe_default_value;
	ZVAL_UNDEF(&property_listUnsubscribe_default_value);
	zend_string *property_listUnsubscribe_name = zend_string_init("listUnsubscribe", sizeof("listUnsubscribe") - 1, 1);
	zend_declare_typed_property(class_entry, property_listUnsubscribe_name, &property_listUnsubscribe_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_listUnsubscribe_name);

	zval property_oneClickUnsubscribe_default_value;
	ZVAL_UNDEF(&property_oneClickUnsubscribe_default_value);
	zend_string *property_oneClickUnsubscribe_name = zend_string_init("oneClickUnsubscribe", sizeof("oneClickUnsubscribe") - 1, 1);
	zend_declare_typed_property(class_entry, property_oneClickUnsubscribe_name, &property_oneClickUnsubscribe_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_oneClickUnsubscribe_name);

	zval property_bulk_default_value;
	ZVAL_UNDEF(&property_bulk_default_value);
	zend_string *property_bulk_name = zend_string_init("bulk", sizeof("bulk") - 1, 1);
	zend_declare_typed_property(class_entry, property_bulk_name, &property_bulk_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_bulk_name);

	zval property_autoReply_default_value;
	ZVAL_UNDEF(&property_autoReply_default_value);
	zend_string *property_autoReply_name = zend_string_init("autoReply", sizeof("autoReply") - 1, 1);
	zend_declare_typed_property(class_entry, property_autoReply_name, &property_autoReply_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_autoReply_name);

	zval property_noAutoReply_default_value;
	ZVAL_UNDEF(&property_noAutoReply_default_value);
	zend_string *property_noAutoReply_name = zend_string_init("noAutoReply", sizeof("noAutoReply") - 1, 1);
	zend_declare_typed_property(class_entry, property_noAutoReply_name, &property_noAutoReply_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_noAutoReply_name);

	zval property_bounce_default_value;
	ZVAL_UNDEF(&property_bounce_default_value);
	zend_string *property_bounce_name = zend_string_init("bounce", sizeof("bounce") - 1, 1);
	zend_declare_typed_property(class_entry, property_bounce_name, &property_bounce_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_bounce_name);

	zval property_reportType_default_value;
	ZVAL_UNDEF(&property_reportType_default_value);
	zend_string *property_reportType_name = zend_string_init("reportType", sizeof("reportType") - 1, 1);
	zend_declare_typed_property(class_entry, property_reportType_name, &property_reportType_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_reportType_name);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_Header(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "Header", class_Mailbox_Header_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_name_name);

	zval property_value_default_value;
	ZVAL_UNDEF(&property_value_default_value);
	zend_string *property_value_name = zend_string_init("value", sizeof("value") - 1, 1);
	zend_declare_typed_property(class_entry, property_value_name, &property_value_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_value_name);

	zval property_raw_default_value;
	ZVAL_UNDEF(&property_raw_default_value);
	zend_string *property_raw_name = zend_string_init("raw", sizeof("raw") - 1, 1);
	zend_declare_typed_property(class_entry, property_raw_name, &property_raw_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_raw_name);

	zval property_offset_default_value;
	ZVAL_UNDEF(&property_offset_default_value);
	zend_string *property_offset_name = zend_string_init("offset", sizeof("offset") - 1, 1);
	zend_declare_typed_property(class_entry, property_offset_name, &property_offset_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_offset_name);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_DeliveryStatus(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "DeliveryStatus", class_Mailbox_DeliveryStatus_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_recipient_default_value;
	ZVAL_UNDEF(&property_recipient_default_value);
	zend_string *property_recipient_name = zend_string_init("recipient", sizeof("recipient") - 1, 1);
	zend_declare_typed_property(class_entry, property_recipient_name, &property_recipient_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_recipient_name);

	zval property_originalRecipient_default_value;
	ZVAL_UNDEF(&property_originalRecipient_default_value);
	zend_string *property_originalRecipient_name = zend_string_init("originalRecipient", sizeof("originalRecipient") - 1, 1);
	zend_declare_typed_property(class_entry, property_originalRecipient_name, &property_originalRecipient_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_originalRecipient_name);

	zval property_action_default_value;
	ZVAL_UNDEF(&property_action_default_value);
	zend_string *property_action_name = zend_string_init("action", sizeof("action") - 1, 1);
	zend_declare_typed_property(class_entry, property_action_name, &property_action_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_action_name);

	zval property_status_default_value;
	ZVAL_UNDEF(&property_status_default_value);
	zend_string *property_status_name = zend_string_init("status", sizeof("status") - 1, 1);
	zend_declare_typed_property(class_entry, property_status_name, &property_status_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_status_name);

	zval property_diagnostic_default_value;
	ZVAL_UNDEF(&property_diagnostic_default_value);
	zend_string *property_diagnostic_name = zend_string_init("diagnostic", sizeof("diagnostic") - 1, 1);
	zend_declare_typed_property(class_entry, property_diagnostic_name, &property_diagnostic_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_diagnostic_name);

	zval property_remoteMta_default_value;
	ZVAL_UNDEF(&property_remoteMta_default_value);
	zend_string *property_remoteMta_name = zend_string_init("remoteMta", sizeof("remoteMta") - 1, 1);
	zend_declare_typed_property(class_entry, property_remoteMta_name, &property_remoteMta_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_remoteMta_name);

	zval property_reportingMta_default_value;
	ZVAL_UNDEF(&property_reportingMta_default_value);
	zend_string *property_reportingMta_name = zend_string_init("reportingMta", sizeof("reportingMta") - 1, 1);
	zend_declare_typed_property(class_entry, property_reportingMta_name, &property_reportingMta_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_reportingMta_name);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_Address(zend_class_entry *class_entry_Stringable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "Address", class_Mailbox_Address_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;
	zend_class_implements(class_entry, 1, class_entry_Stringable);

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_name_name);

	zval property_address_default_value;
	ZVAL_UNDEF(&property_address_default_value);
	zend_string *property_address_name = zend_string_init("address", sizeof("address") - 1, 1);
	zend_declare_typed_property(class_entry, property_address_name, &property_address_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_address_name);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_Part(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "Part", class_Mailbox_Part_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	zval property_index_default_value;
	ZVAL_UNDEF(&property_index_default_value);
	zend_string *property_index_name = zend_string_init("index", sizeof("index") - 1, 1);
	zend_declare_typed_property(class_entry, property_index_name, &property_index_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_index_name);

	zval property_parent_default_value;
	ZVAL_UNDEF(&property_parent_default_value);
	zend_string *property_parent_name = zend_string_init("parent", sizeof("parent") - 1, 1);
	zend_declare_typed_property(class_entry, property_parent_name, &property_parent_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_parent_name);

	zval property_depth_default_value;
	ZVAL_UNDEF(&property_depth_default_value);
	zend_string *property_depth_name = zend_string_init("depth", sizeof("depth") - 1, 1);
	zend_declare_typed_property(class_entry, property_depth_name, &property_depth_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_depth_name);

	zval property_role_default_value;
	ZVAL_UNDEF(&property_role_default_value);
	zend_string *property_role_name = zend_string_init("role", sizeof("role") - 1, 1);
	zend_declare_typed_property(class_entry, property_role_name, &property_role_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_role_name);

	zval property_contentType_default_value;
	ZVAL_UNDEF(&property_contentType_default_value);
	zend_string *property_contentType_name = zend_string_init("contentType", sizeof("contentType") - 1, 1);
	zend_declare_typed_property(class_entry, property_contentType_name, &property_contentType_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_contentType_name);

	zval property_charset_default_value;
	ZVAL_UNDEF(&property_charset_default_value);
	zend_string *property_charset_name = zend_string_init("charset", sizeof("charset") - 1, 1);
	zend_declare_typed_property(class_entry, property_charset_name, &property_charset_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_charset_name);

	zval property_disposition_default_value;
	ZVAL_UNDEF(&property_disposition_default_value);
	zend_string *property_disposition_name = zend_string_init("disposition", sizeof("disposition") - 1, 1);
	zend_declare_typed_property(class_entry, property_disposition_name, &property_disposition_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_disposition_name);

	zval property_filename_default_value;
	ZVAL_UNDEF(&property_filename_default_value);
	zend_string *property_filename_name = zend_string_init("filename", sizeof("filename") - 1, 1);
	zend_declare_typed_property(class_entry, property_filename_name, &property_filename_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_filename_name);

	zval property_contentId_default_value;
	ZVAL_UNDEF(&property_contentId_default_value);
	zend_string *property_contentId_name = zend_string_init("contentId", sizeof("contentId") - 1, 1);
	zend_declare_typed_property(class_entry, property_contentId_name, &property_contentId_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_contentId_name);

	zval property_encoding_default_value;
	ZVAL_UNDEF(&property_encoding_default_value);
	zend_string *property_encoding_name = zend_string_init("encoding", sizeof("encoding") - 1, 1);
	zend_declare_typed_property(class_entry, property_encoding_name, &property_encoding_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_encoding_name);

	zval property_headerOffset_default_value;
	ZVAL_UNDEF(&property_headerOffset_default_value);
	zend_string *property_headerOffset_name = zend_string_init("headerOffset", sizeof("headerOffset") - 1, 1);
	zend_declare_typed_property(class_entry, property_headerOffset_name, &property_headerOffset_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_headerOffset_name);

	zval property_bodyOffset_default_value;
	ZVAL_UNDEF(&property_bodyOffset_default_value);
	zend_string *property_bodyOffset_name = zend_string_init("bodyOffset", sizeof("bodyOffset") - 1, 1);
	zend_declare_typed_property(class_entry, property_bodyOffset_name, &property_bodyOffset_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_bodyOffset_name);

	zval property_endOffset_default_value;
	ZVAL_UNDEF(&property_endOffset_default_value);
	zend_string *property_endOffset_name = zend_string_init("endOffset", sizeof("endOffset") - 1, 1);
	zend_declare_typed_property(class_entry, property_endOffset_name, &property_endOffset_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_endOffset_name);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_Attachment(zend_class_entry *class_entry_Mailbox_Part)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "Attachment", class_Mailbox_Attachment_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Mailbox_Part);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	zval property_inline_default_value;
	ZVAL_UNDEF(&property_inline_default_value);
	zend_string *property_inline_name = zend_string_init("inline", sizeof("inline") - 1, 1);
	zend_declare_typed_property(class_entry, property_inline_name, &property_inline_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_inline_name);

	zval property_path_default_value;
	ZVAL_UNDEF(&property_path_default_value);
	zend_string *property_path_name = zend_string_init("path", sizeof("path") - 1, 1);
	zend_declare_typed_property(class_entry, property_path_name, &property_path_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_path_name);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_SyncOptions(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "SyncOptions", class_Mailbox_SyncOptions_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_seconds_default_value;
	ZVAL_UNDEF(&property_seconds_default_value);
	zend_string *property_seconds_name = zend_string_init("seconds", sizeof("seconds") - 1, 1);
	zend_declare_typed_property(class_entry, property_seconds_name, &property_seconds_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_DOUBLE));
	zend_string_release(property_seconds_name);

	zval property_accountSeconds_default_value;
	ZVAL_UNDEF(&property_accountSeconds_default_value);
	zend_string *property_accountSeconds_name = zend_string_init("accountSeconds", sizeof("accountSeconds") - 1, 1);
	zend_declare_typed_property(class_entry, property_accountSeconds_name, &property_accountSeconds_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_DOUBLE));
	zend_string_release(property_accountSeconds_name);

	zval property_workers_default_value;
	ZVAL_UNDEF(&property_workers_default_value);
	zend_string *property_workers_name = zend_string_init("workers", sizeof("workers") - 1, 1);
	zend_declare_typed_property(class_entry, property_workers_name, &property_workers_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_workers_name);

	zval property_retryQuarantined_default_value;
	ZVAL_UNDEF(&property_retryQuarantined_default_value);
	zend_string *property_retryQuarantined_name = zend_string_init("retryQuarantined", sizeof("retryQuarantined") - 1, 1);
	zend_declare_typed_property(class_entry, property_retryQuarantined_name, &property_retryQuarantined_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_retryQuarantined_name);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_SyncReport(zend_class_entry *class_entry_JsonSerializable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "SyncReport", class_Mailbox_SyncReport_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;
	zend_class_implements(class_entry, 1, class_entry_JsonSerializable);

	zval property_staffId_default_value;
	ZVAL_UNDEF(&property_staffId_default_value);
	zend_string *property_staffId_name = zend_string_init("staffId", sizeof("staffId") - 1, 1);
	zend_declare_typed_property(class_entry, property_staffId_name, &property_staffId_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_staffId_name);

	zval property_complete_default_value;
	ZVAL_UNDEF(&property_complete_default_value);
	zend_string *property_complete_name = zend_string_init("complete", sizeof("complete") - 1, 1);
	zend_declare_typed_property(class_entry, property_complete_name, &property_complete_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_complete_name);

	zval property_exists_default_value;
	ZVAL_UNDEF(&property_exists_default_value);
	zend_string *property_exists_name = zend_string_init("exists", sizeof("exists") - 1, 1);
	zend_declare_typed_property(class_entry, property_exists_name, &property_exists_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_exists_name);

	zval property_found_default_value;
	ZVAL_UNDEF(&property_found_default_value);
	zend_string *property_found_name = zend_string_init("found", sizeof("found") - 1, 1);
	zend_declare_typed_property(class_entry, property_found_name, &property_found_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_found_name);

	zval property_imported_default_value;
	ZVAL_UNDEF(&property_imported_default_value);
	zend_string *property_imported_name = zend_string_init("imported", sizeof("imported") - 1, 1);
	zend_declare_typed_property(class_entry, property_imported_name, &property_imported_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_imported_name);

	zval property_skipped_default_value;
	ZVAL_UNDEF(&property_skipped_default_value);
	zend_string *property_skipped_name = zend_string_init("skipped", sizeof("skipped") - 1, 1);
	zend_declare_typed_property(class_entry, property_skipped_name, &property_skipped_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_skipped_name);

	zval property_quarantined_default_value;
	ZVAL_UNDEF(&property_quarantined_default_value);
	zend_string *property_quarantined_name = zend_string_init("quarantined", sizeof("quarantined") - 1, 1);
	zend_declare_typed_property(class_entry, property_quarantined_name, &property_quarantined_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_quarantined_name);

	zval property_gone_default_value;
	ZVAL_UNDEF(&property_gone_default_value);
	zend_string *property_gone_name = zend_string_init("gone", sizeof("gone") - 1, 1);
	zend_declare_typed_property(class_entry, property_gone_name, &property_gone_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_gone_name);

	zval property_remaining_default_value;
	ZVAL_UNDEF(&property_remaining_default_value);
	zend_string *property_remaining_name = zend_string_init("remaining", sizeof("remaining") - 1, 1);
	zend_declare_typed_property(class_entry, property_remaining_name, &property_remaining_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_remaining_name);

	zval property_attachments_default_value;
	ZVAL_UNDEF(&property_attachments_default_value);
	zend_string *property_attachments_name = zend_string_init("attachments", sizeof("attachments") - 1, 1);
	zend_declare_typed_property(class_entry, property_attachments_name, &property_attachments_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_attachments_name);

	zval property_attachmentBytes_default_value;
	ZVAL_UNDEF(&property_attachmentBytes_default_value);
	zend_string *property_attachmentBytes_name = zend_string_init("attachmentBytes", sizeof("attachmentBytes") - 1, 1);
	zend_declare_typed_property(class_entry, property_attachmentBytes_name, &property_attachmentBytes_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_attachmentBytes_name);

	zval property_messageBytes_default_value;
	ZVAL_UNDEF(&property_messageBytes_default_value);
	zend_string *property_messageBytes_name = zend_string_init("messageBytes", sizeof("messageBytes") - 1, 1);
	zend_declare_typed_property(class_entry, property_messageBytes_name, &property_messageBytes_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_messageBytes_name);

	zval property_bytesIn_default_value;
	ZVAL_UNDEF(&property_bytesIn_default_value);
	zend_string *property_bytesIn_name = zend_string_init("bytesIn", sizeof("bytesIn") - 1, 1);
	zend_declare_typed_property(class_entry, property_bytesIn_name, &property_bytesIn_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_bytesIn_name);

	zval property_bytesOut_default_value;
	ZVAL_UNDEF(&property_bytesOut_default_value);
	zend_string *property_bytesOut_name = zend_string_init("bytesOut", sizeof("bytesOut") - 1, 1);
	zend_declare_typed_property(class_entry, property_bytesOut_name, &property_bytesOut_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_bytesOut_name);

	zval property_wireBytesIn_default_value;
	ZVAL_UNDEF(&property_wireBytesIn_default_value);
	zend_string *property_wireBytesIn_name = zend_string_init("wireBytesIn", sizeof("wireBytesIn") - 1, 1);
	zend_declare_typed_property(class_entry, property_wireBytesIn_name, &property_wireBytesIn_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_wireBytesIn_name);

	zval property_wireBytesOut_default_value;
	ZVAL_UNDEF(&property_wireBytesOut_default_value);
	zend_string *property_wireBytesOut_name = zend_string_init("wireBytesOut", sizeof("wireBytesOut") - 1, 1);
	zend_declare_typed_property(class_entry, property_wireBytesOut_name, &property_wireBytesOut_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_wireBytesOut_name);

	zval property_roundTrips_default_value;
	ZVAL_UNDEF(&property_roundTrips_default_value);
	zend_string *property_roundTrips_name = zend_string_init("roundTrips", sizeof("roundTrips") - 1, 1);
	zend_declare_typed_property(class_entry, property_roundTrips_name, &property_roundTrips_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_roundTrips_name);

	zval property_commits_default_value;
	ZVAL_UNDEF(&property_commits_default_value);
	zend_string *property_commits_name = zend_string_init("commits", sizeof("commits") - 1, 1);
	zend_declare_typed_property(class_entry, property_commits_name, &property_commits_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_commits_name);

	zval property_seconds_default_value;
	ZVAL_UNDEF(&property_seconds_default_value);
	zend_string *property_seconds_name = zend_string_init("seconds", sizeof("seconds") - 1, 1);
	zend_declare_typed_property(class_entry, property_seconds_name, &property_seconds_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_DOUBLE));
	zend_string_release(property_seconds_name);

	zval property_retryAfter_default_value;
	ZVAL_UNDEF(&property_retryAfter_default_value);
	zend_string *property_retryAfter_name = zend_string_init("retryAfter", sizeof("retryAfter") - 1, 1);
	zend_declare_typed_property(class_entry, property_retryAfter_name, &property_retryAfter_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_retryAfter_name);

	zend_string *property_error_class_Mailbox_Exception = zend_string_init("Mailbox\\Exception", sizeof("Mailbox\\Exception")-1, 1);
	zval property_error_default_value;
	ZVAL_UNDEF(&property_error_default_value);
	zend_string *property_error_name = zend_string_init("error", sizeof("error") - 1, 1);
	zend_declare_typed_property(class_entry, property_error_name, &property_error_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_error_class_Mailbox_Exception, 0, MAY_BE_NULL));
	zend_string_release(property_error_name);

	zend_string *property_boundSecret_class_Mailbox_SealedSecret = zend_string_init("Mailbox\\SealedSecret", sizeof("Mailbox\\SealedSecret")-1, 1);
	zval property_boundSecret_default_value;
	ZVAL_UNDEF(&property_boundSecret_default_value);
	zend_string *property_boundSecret_name = zend_string_init("boundSecret", sizeof("boundSecret") - 1, 1);
	zend_declare_typed_property(class_entry, property_boundSecret_name, &property_boundSecret_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_boundSecret_class_Mailbox_SealedSecret, 0, MAY_BE_NULL));
	zend_string_release(property_boundSecret_name);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_ConnectionStage(zend_class_entry *class_entry_JsonSerializable, zend_class_entry *class_entry_Stringable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "ConnectionStage", class_Mailbox_ConnectionStage_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;
	zend_class_implements(class_entry, 2, class_entry_JsonSerializable, class_entry_Stringable);

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_name_name);

	zval property_status_default_value;
	ZVAL_UNDEF(&property_status_default_value);
	zend_string *property_status_name = zend_string_init("status", sizeof("status") - 1, 1);
	zend_declare_typed_property(class_entry, property_status_name, &property_status_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_status_name);

	zval property_milliseconds_default_value;
	ZVAL_UNDEF(&property_milliseconds_default_value);
	zend_string *property_milliseconds_name = zend_string_init("milliseconds", sizeof("milliseconds") - 1, 1);
	zend_declare_typed_property(class_entry, property_milliseconds_name, &property_milliseconds_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_milliseconds_name);

	zval property_errorCode_default_value;
	ZVAL_UNDEF(&property_errorCode_default_value);
	zend_string *property_errorCode_name = zend_string_init("errorCode", sizeof("errorCode") - 1, 1);
	zend_declare_typed_property(class_entry, property_errorCode_name, &property_errorCode_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_errorCode_name);

	zval property_message_default_value;
	ZVAL_UNDEF(&property_message_default_value);
	zend_string *property_message_name = zend_string_init("message", sizeof("message") - 1, 1);
	zend_declare_typed_property(class_entry, property_message_name, &property_message_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_message_name);

	zval property_hint_default_value;
	ZVAL_UNDEF(&property_hint_default_value);
	zend_string *property_hint_name = zend_string_init("hint", sizeof("hint") - 1, 1);
	zend_declare_typed_property(class_entry, property_hint_name, &property_hint_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_hint_name);

	zval property_data_default_value;
	ZVAL_UNDEF(&property_data_default_value);
	zend_string *property_data_name = zend_string_init("data", sizeof("data") - 1, 1);
	zend_declare_typed_property(class_entry, property_data_name, &property_data_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_data_name);

	return class_entry;
}

static zend_class_entry *register_class_Mailbox_ConnectionReport(zend_class_entry *class_entry_JsonSerializable, zend_class_entry *class_entry_Stringable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Mailbox", "ConnectionReport", class_Mailbox_ConnectionReport_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;
	zend_class_implements(class_entry, 2, class_entry_JsonSerializable, class_entry_Stringable);

	zval property_ok_default_value;
	ZVAL_UNDEF(&property_ok_default_value);
	zend_string *property_ok_name = zend_string_init("ok", sizeof("ok") - 1, 1);
	zend_declare_typed_property(class_entry, property_ok_name, &property_ok_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_ok_name);

	zval property_stages_default_value;
	ZVAL_UNDEF(&property_stages_default_value);
	zend_string *property_stages_name = zend_string_init("stages", sizeof("stages") - 1, 1);
	zend_declare_typed_property(class_entry, property_stages_name, &property_stages_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_stages_name);

	zval property_seconds_default_value;
	ZVAL_UNDEF(&property_seconds_default_value);
	zend_string *property_seconds_name = zend_string_init("seconds", sizeof("seconds") - 1, 1);
	zend_declare_typed_property(class_entry, property_seconds_name, &property_seconds_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_DOUBLE));
	zend_string_release(property_seconds_name);

	zval property_transcript_default_value;
	ZVAL_UNDEF(&property_transcript_default_value);
	zend_string *property_transcript_name = zend_string_init("transcript", sizeof("transcript") - 1, 1);
	zend_declare_typed_property(class_entry, property_transcript_name, &property_transcript_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_transcript_name);

	zend_string *property_boundSecret_class_Mailbox_SealedSecret = zend_string_init("Mailbox\\SealedSecret", sizeof("Mailbox\\SealedSecret")-1, 1);
	zval property_boundSecret_default_value;
	ZVAL_UNDEF(&property_boundSecret_default_value);
	zend_string *property_boundSecret_name = zend_string_init("boundSecret", sizeof("boundSecret") - 1, 1);
	zend_declare_typed_property(class_entry, property_boundSecret_name, &property_boundSecret_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_boundSecret_class_Mailbox_SealedSecret, 0, MAY_BE_NULL));
	zend_string_release(property_boundSecret_name);

	return class_entry;
}
