#include "mime/charset_table.h"

#include "mime/charset_single.h"

/* Converters. Mail says one thing and means its Windows superset (WHATWG Encoding, section 4.2): ISO-8859-1 and
 * US-ASCII are windows-1252, GB2312 and GBK are GB18030, Shift_JIS is CP932, KS_C_5601-1987 and EUC-KR are CP949,
 * EUC-JP carries NEC and IBM rows, Big5 carries HKSCS. */

static const mbx_charset utf8 = {.kind = MBX_CHARSET_UTF8};
static const mbx_charset ascii = {.kind = MBX_CHARSET_ASCII};
static const mbx_charset windows_1252 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_windows_1252};
static const mbx_charset latin2 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_latin2};
static const mbx_charset latin3 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_latin3};
static const mbx_charset latin4 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_latin4};
static const mbx_charset iso5 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_iso5};
static const mbx_charset iso6 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_iso6};
static const mbx_charset iso7 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_iso7};
static const mbx_charset iso8 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_iso8};
static const mbx_charset iso10 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_iso10};
static const mbx_charset iso13 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_iso13};
static const mbx_charset iso14 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_iso14};
static const mbx_charset iso15 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_iso15};
static const mbx_charset iso16 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_iso16};
static const mbx_charset windows_874 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_windows_874};
static const mbx_charset windows_1250 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_windows_1250};
static const mbx_charset windows_1251 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_windows_1251};
static const mbx_charset windows_1253 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_windows_1253};
static const mbx_charset windows_1254 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_windows_1254};
static const mbx_charset windows_1255 = {.kind = MBX_CHARSET_ICONV, .iconv = {"CP1255"}};
static const mbx_charset windows_1256 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_windows_1256};
static const mbx_charset windows_1257 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_windows_1257};
static const mbx_charset windows_1258 = {.kind = MBX_CHARSET_ICONV, .iconv = {"CP1258"}};
static const mbx_charset koi8_r = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_koi8_r};
static const mbx_charset koi8_u = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_koi8_u};
static const mbx_charset koi8_t = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_koi8_t};
static const mbx_charset macintosh = {.kind = MBX_CHARSET_MAC, .single = mbx_single_macintosh};
static const mbx_charset mac_cyrillic = {.kind = MBX_CHARSET_MAC, .single = mbx_single_mac_cyrillic};
static const mbx_charset mac_ce = {.kind = MBX_CHARSET_MAC, .single = mbx_single_mac_ce};
static const mbx_charset dos_437 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_dos_437};
static const mbx_charset dos_737 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_dos_737};
static const mbx_charset dos_775 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_dos_775};
static const mbx_charset dos_850 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_dos_850};
static const mbx_charset dos_852 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_dos_852};
static const mbx_charset dos_855 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_dos_855};
static const mbx_charset dos_857 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_dos_857};
static const mbx_charset dos_858 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_dos_858};
static const mbx_charset dos_860 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_dos_860};
static const mbx_charset dos_861 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_dos_861};
static const mbx_charset dos_862 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_dos_862};
static const mbx_charset dos_863 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_dos_863};
static const mbx_charset dos_864 = {.kind = MBX_CHARSET_ICONV, .iconv = {"CP864"}};
static const mbx_charset dos_865 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_dos_865};
static const mbx_charset dos_866 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_dos_866};
static const mbx_charset dos_869 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_dos_869};
static const mbx_charset dos_1125 = {.kind = MBX_CHARSET_ICONV, .ascii = true, .iconv = {"CP1125"}};
static const mbx_charset kazakh_ptcp154 = {.kind = MBX_CHARSET_ICONV, .ascii = true, .iconv = {"PT154", "PTCP154"}};
static const mbx_charset kazakh_rk1048 = {.kind = MBX_CHARSET_ICONV, .ascii = true, .iconv = {"RK1048"}};
static const mbx_charset viscii = {.kind = MBX_CHARSET_ICONV, .iconv = {"VISCII"}};
static const mbx_charset tcvn = {.kind = MBX_CHARSET_ICONV, .iconv = {"TCVN5712-1", "TCVN"}};
static const mbx_charset armscii = {.kind = MBX_CHARSET_ICONV, .ascii = true, .iconv = {"ARMSCII-8"}};
static const mbx_charset georgian_ps = {.kind = MBX_CHARSET_ICONV, .ascii = true, .iconv = {"GEORGIAN-PS"}};
static const mbx_charset roman8 = {.kind = MBX_CHARSET_SINGLE, .single = mbx_single_roman8};
static const mbx_charset gb18030 = {.kind = MBX_CHARSET_ICONV, .ascii = true, .iconv = {"GB18030", "GBK", "GB2312"}};
static const mbx_charset big5 = {.kind = MBX_CHARSET_ICONV, .ascii = true, .iconv = {"BIG5-HKSCS", "BIG5", "CP950"}};
static const mbx_charset euc_tw = {.kind = MBX_CHARSET_ICONV, .ascii = true, .iconv = {"EUC-TW"}};
static const mbx_charset euc_jp = {.kind = MBX_CHARSET_ICONV, .ascii = true, .iconv = {"EUC-JP-MS", "CP51932", "EUC-JP"}};
static const mbx_charset shift_jis = {.kind = MBX_CHARSET_ICONV, .ascii = true, .iconv = {"CP932", "SHIFT_JIS", "SJIS"}};
static const mbx_charset euc_kr = {.kind = MBX_CHARSET_ICONV, .ascii = true, .iconv = {"CP949", "UHC", "EUC-KR"}};
static const mbx_charset johab = {.kind = MBX_CHARSET_ICONV, .iconv = {"JOHAB"}};
static const mbx_charset utf16be = {.kind = MBX_CHARSET_WIDE_BE, .unit = 2};
static const mbx_charset utf16le = {.kind = MBX_CHARSET_WIDE_LE, .unit = 2};
static const mbx_charset utf16 = {.kind = MBX_CHARSET_WIDE, .unit = 2};
static const mbx_charset utf32be = {.kind = MBX_CHARSET_WIDE_BE, .unit = 4};
static const mbx_charset utf32le = {.kind = MBX_CHARSET_WIDE_LE, .unit = 4};
static const mbx_charset utf32 = {.kind = MBX_CHARSET_WIDE, .unit = 4};
static const mbx_charset utf7 = {.kind = MBX_CHARSET_UTF7};
static const mbx_charset iso2022_jp = {.kind = MBX_CHARSET_ISO2022_JP, .ascii = true, .iconv = {"EUC-JP-MS", "CP51932", "EUC-JP"}};
static const mbx_charset iso2022_kr = {.kind = MBX_CHARSET_ISO2022_KR, .ascii = true, .iconv = {"CP949", "UHC", "EUC-KR"}};
static const mbx_charset hz = {.kind = MBX_CHARSET_HZ, .ascii = true, .iconv = {"GB18030", "GBK", "GB2312"}};

typedef struct alias {
    const char *key;
    const mbx_charset *charset;
} alias;

/* Sorted by key: letters and digits of the label in lower case, so that ISO_8859-1:1987, iso8859-1 and ISO 8859 1
 * meet. Absent on purpose: iso-2022-cn, iso-2022-cn-ext (CVE-2024-2961), tscii, ebcdic and the like. */
static const alias aliases[] = {
    {"1250", &windows_1250}, {"1251", &windows_1251}, {"1252", &windows_1252}, {"1253", &windows_1253}, {"1254", &windows_1254},
    {"1255", &windows_1255}, {"1256", &windows_1256}, {"1257", &windows_1257}, {"1258", &windows_1258}, {"437", &dos_437},
    {"646", &ascii}, {"65001", &utf8}, {"737", &dos_737}, {"775", &dos_775}, {"7bit", &ascii}, {"850", &dos_850},
    {"852", &dos_852}, {"855", &dos_855}, {"857", &dos_857}, {"858", &dos_858}, {"860", &dos_860}, {"861", &dos_861},
    {"862", &dos_862}, {"863", &dos_863}, {"864", &dos_864}, {"865", &dos_865}, {"866", &dos_866}, {"869", &dos_869},
    {"88591", &windows_1252}, {"885915", &iso15}, {"88592", &latin2}, {"8bit", &ascii}, {"932", &shift_jis}, {"936", &gb18030},
    {"949", &euc_kr}, {"950", &big5}, {"ansi", &ascii}, {"ansi1251", &windows_1251}, {"ansi1252", &windows_1252},
    {"ansix341968", &ascii}, {"ansix341986", &ascii}, {"arabic", &iso6}, {"armscii", &armscii}, {"armscii8", &armscii},
    {"ascii", &ascii}, {"asmo708", &iso6}, {"big5", &big5}, {"big5eten", &big5}, {"big5hk", &big5}, {"big5hkscs", &big5},
    {"big5tw", &big5}, {"bigfive", &big5}, {"binary", &ascii}, {"ccsid00858", &dos_858}, {"cesu8", &utf8},
    {"chinese", &gb18030}, {"cnbig5", &big5}, {"cns11643", &euc_tw}, {"cp00437", &dos_437}, {"cp00737", &dos_737},
    {"cp00775", &dos_775}, {"cp00850", &dos_850}, {"cp00852", &dos_852}, {"cp00855", &dos_855}, {"cp00857", &dos_857},
    {"cp00858", &dos_858}, {"cp00860", &dos_860}, {"cp00861", &dos_861}, {"cp00862", &dos_862}, {"cp00863", &dos_863},
    {"cp00864", &dos_864}, {"cp00865", &dos_865}, {"cp00866", &dos_866}, {"cp00869", &dos_869}, {"cp10000", &macintosh},
    {"cp10007", &mac_cyrillic}, {"cp10029", &mac_ce}, {"cp1051", &roman8}, {"cp1125", &dos_1125}, {"cp1250", &windows_1250},
    {"cp1251", &windows_1251}, {"cp1252", &windows_1252}, {"cp1253", &windows_1253}, {"cp1254", &windows_1254},
    {"cp1255", &windows_1255}, {"cp1256", &windows_1256}, {"cp1257", &windows_1257}, {"cp1258", &windows_1258},
    {"cp1361", &johab}, {"cp154", &kazakh_ptcp154}, {"cp20127", &ascii}, {"cp20866", &koi8_r}, {"cp21866", &koi8_u},
    {"cp28591", &windows_1252}, {"cp28592", &latin2}, {"cp28593", &latin3}, {"cp28594", &latin4}, {"cp28595", &iso5},
    {"cp28596", &iso6}, {"cp28597", &iso7}, {"cp28598", &iso8}, {"cp28599", &windows_1254}, {"cp28603", &iso13},
    {"cp28605", &iso15}, {"cp367", &ascii}, {"cp38598", &iso8}, {"cp437", &dos_437}, {"cp50220", &iso2022_jp},
    {"cp50221", &iso2022_jp}, {"cp50222", &iso2022_jp}, {"cp51932", &euc_jp}, {"cp51949", &euc_kr}, {"cp52936", &hz},
    {"cp54936", &gb18030}, {"cp65000", &utf7}, {"cp65001", &utf8}, {"cp737", &dos_737}, {"cp775", &dos_775},
    {"cp819", &windows_1252}, {"cp850", &dos_850}, {"cp852", &dos_852}, {"cp855", &dos_855}, {"cp857", &dos_857},
    {"cp858", &dos_858}, {"cp860", &dos_860}, {"cp861", &dos_861}, {"cp862", &dos_862}, {"cp863", &dos_863},
    {"cp864", &dos_864}, {"cp865", &dos_865}, {"cp866", &dos_866}, {"cp866u", &dos_1125}, {"cp869", &dos_869},
    {"cp874", &windows_874}, {"cp932", &shift_jis}, {"cp936", &gb18030}, {"cp943", &shift_jis}, {"cp949", &euc_kr},
    {"cp950", &big5}, {"cpgr", &dos_869}, {"cpis", &dos_861}, {"csascii", &ascii}, {"csbig5", &big5}, {"cseuckr", &euc_kr},
    {"cseucpkdfmtjapanese", &euc_jp}, {"csgb2312", &gb18030}, {"csgbk", &gb18030}, {"cshproman8", &roman8},
    {"csibm855", &dos_855}, {"csibm857", &dos_857}, {"csibm860", &dos_860}, {"csibm861", &dos_861}, {"csibm863", &dos_863},
    {"csibm864", &dos_864}, {"csibm865", &dos_865}, {"csibm866", &dos_866}, {"csibm869", &dos_869},
    {"csiso2022jp", &iso2022_jp}, {"csiso2022jp2", &iso2022_jp}, {"csiso2022kr", &iso2022_kr}, {"csiso58gb231280", &gb18030},
    {"csiso88596e", &iso6}, {"csiso88596i", &iso6}, {"csiso88598e", &iso8}, {"csiso88598i", &iso8},
    {"csisolatin1", &windows_1252}, {"csisolatin2", &latin2}, {"csisolatin3", &latin3}, {"csisolatin4", &latin4},
    {"csisolatin5", &windows_1254}, {"csisolatin6", &iso10}, {"csisolatin9", &iso15}, {"csisolatinarabic", &iso6},
    {"csisolatincyrillic", &iso5}, {"csisolatingreek", &iso7}, {"csisolatinhebrew", &iso8}, {"csjisencoding", &iso2022_jp},
    {"cskoi8r", &koi8_r}, {"csksc56011987", &euc_kr}, {"csmacintosh", &macintosh}, {"cspc775baltic", &dos_775},
    {"cspc850multilingual", &dos_850}, {"cspc862latinhebrew", &dos_862}, {"cspc8codepage437", &dos_437}, {"cspcp852", &dos_852},
    {"csptcp154", &kazakh_ptcp154}, {"csshiftjis", &shift_jis}, {"cstis620", &windows_874}, {"csucs4", &utf32},
    {"csunicode", &utf16}, {"csunicode11utf7", &utf7}, {"csutf7", &utf7}, {"csviscii", &viscii}, {"cswindows31j", &shift_jis},
    {"cyrillic", &iso5}, {"cyrillicasian", &kazakh_ptcp154}, {"default", &ascii}, {"dos437", &dos_437}, {"dos737", &dos_737},
    {"dos775", &dos_775}, {"dos850", &dos_850}, {"dos852", &dos_852}, {"dos855", &dos_855}, {"dos857", &dos_857},
    {"dos858", &dos_858}, {"dos860", &dos_860}, {"dos861", &dos_861}, {"dos862", &dos_862}, {"dos863", &dos_863},
    {"dos864", &dos_864}, {"dos865", &dos_865}, {"dos866", &dos_866}, {"dos869", &dos_869}, {"dos874", &windows_874},
    {"ecma114", &iso6}, {"ecma118", &iso7}, {"elot928", &iso7}, {"eucbig5", &big5}, {"euccn", &gb18030},
    {"eucgb2312cn", &gb18030}, {"eucjis2004", &euc_jp}, {"eucjisx0213", &euc_jp}, {"eucjp", &euc_jp}, {"eucjpms", &euc_jp},
    {"eucjpwin", &euc_jp}, {"euckr", &euc_kr}, {"euctw", &euc_tw}, {"extendedunixcodepackedformatforjapanese", &euc_jp},
    {"gb", &gb18030}, {"gb18030", &gb18030}, {"gb180302000", &gb18030}, {"gb180302005", &gb18030}, {"gb180302022", &gb18030},
    {"gb198880", &gb18030}, {"gb2312", &gb18030}, {"gb23120", &gb18030}, {"gb23121980", &gb18030}, {"gb231280", &gb18030},
    {"gbk", &gb18030}, {"gbk2312", &gb18030}, {"georgianps", &georgian_ps}, {"greek", &iso7}, {"greek8", &iso7},
    {"hebrew", &iso8}, {"hkscs", &big5}, {"hproman8", &roman8}, {"hz", &hz}, {"hzgb", &hz}, {"hzgb2312", &hz},
    {"ibm00437", &dos_437}, {"ibm00737", &dos_737}, {"ibm00775", &dos_775}, {"ibm00850", &dos_850}, {"ibm00852", &dos_852},
    {"ibm00855", &dos_855}, {"ibm00857", &dos_857}, {"ibm00858", &dos_858}, {"ibm00860", &dos_860}, {"ibm00861", &dos_861},
    {"ibm00862", &dos_862}, {"ibm00863", &dos_863}, {"ibm00864", &dos_864}, {"ibm00865", &dos_865}, {"ibm00866", &dos_866},
    {"ibm00869", &dos_869}, {"ibm1051", &roman8}, {"ibm1125", &dos_1125}, {"ibm1250", &windows_1250},
    {"ibm1251", &windows_1251}, {"ibm1252", &windows_1252}, {"ibm367", &ascii}, {"ibm437", &dos_437}, {"ibm737", &dos_737},
    {"ibm775", &dos_775}, {"ibm819", &windows_1252}, {"ibm850", &dos_850}, {"ibm852", &dos_852}, {"ibm855", &dos_855},
    {"ibm857", &dos_857}, {"ibm858", &dos_858}, {"ibm860", &dos_860}, {"ibm861", &dos_861}, {"ibm862", &dos_862},
    {"ibm863", &dos_863}, {"ibm864", &dos_864}, {"ibm865", &dos_865}, {"ibm866", &dos_866}, {"ibm869", &dos_869},
    {"ibm874", &windows_874}, {"ibm943", &shift_jis}, {"ibmeucjp", &euc_jp}, {"iso10646ucs2", &utf16}, {"iso10646ucs4", &utf32},
    {"iso2022jp", &iso2022_jp}, {"iso2022jp1", &iso2022_jp}, {"iso2022jp2", &iso2022_jp}, {"iso2022jp2004", &iso2022_jp},
    {"iso2022jp3", &iso2022_jp}, {"iso2022jpext", &iso2022_jp}, {"iso2022jpms", &iso2022_jp}, {"iso2022kr", &iso2022_kr},
    {"iso646irv1991", &ascii}, {"iso646jp", &ascii}, {"iso646us", &ascii}, {"iso81", &windows_1252}, {"iso8859", &windows_1252},
    {"iso88591", &windows_1252}, {"iso885910", &iso10}, {"iso8859101992", &iso10}, {"iso885911", &windows_874},
    {"iso8859112001", &windows_874}, {"iso885911987", &windows_1252}, {"iso885913", &iso13}, {"iso885914", &iso14},
    {"iso8859141998", &iso14}, {"iso885915", &iso15}, {"iso8859151998", &iso15}, {"iso885916", &iso16},
    {"iso8859162001", &iso16}, {"iso88591windows30latin1", &windows_1252}, {"iso88591windows31latin1", &windows_1252},
    {"iso88592", &latin2}, {"iso885921987", &latin2}, {"iso88593", &latin3}, {"iso885931988", &latin3}, {"iso88594", &latin4},
    {"iso885941988", &latin4}, {"iso88595", &iso5}, {"iso885951988", &iso5}, {"iso88596", &iso6}, {"iso885961987", &iso6},
    {"iso88596e", &iso6}, {"iso88596i", &iso6}, {"iso88597", &iso7}, {"iso885971987", &iso7}, {"iso88598", &iso8},
    {"iso885981988", &iso8}, {"iso88598e", &iso8}, {"iso88598i", &iso8}, {"iso88599", &windows_1254},
    {"iso885991989", &windows_1254}, {"isoceltic", &iso14}, {"isoir100", &windows_1252}, {"isoir101", &latin2},
    {"isoir109", &latin3}, {"isoir110", &latin4}, {"isoir126", &iso7}, {"isoir127", &iso6}, {"isoir138", &iso8},
    {"isoir144", &iso5}, {"isoir148", &windows_1254}, {"isoir149", &euc_kr}, {"isoir157", &iso10}, {"isoir166", &windows_874},
    {"isoir179", &iso13}, {"isoir199", &iso14}, {"isoir203", &iso15}, {"isoir226", &iso16}, {"isoir58", &gb18030},
    {"isoir6", &ascii}, {"isolatin1", &windows_1252}, {"jis", &iso2022_jp}, {"jis7", &iso2022_jp}, {"jisencoding", &iso2022_jp},
    {"johab", &johab}, {"koi", &koi8_r}, {"koi8", &koi8_r}, {"koi8r", &koi8_r}, {"koi8ru", &koi8_u}, {"koi8t", &koi8_t},
    {"koi8u", &koi8_u}, {"korean", &euc_kr}, {"ks10011987", &euc_kr}, {"ksc", &euc_kr}, {"ksc5601", &euc_kr},
    {"ksc56011987", &euc_kr}, {"ksc56011989", &euc_kr}, {"ksc56011992", &euc_kr}, {"ksc56011992johab", &johab},
    {"ksx1001", &euc_kr}, {"kz1048", &kazakh_rk1048}, {"l1", &windows_1252}, {"l10", &iso16}, {"l2", &latin2}, {"l3", &latin3},
    {"l4", &latin4}, {"l5", &windows_1254}, {"l6", &iso10}, {"l7", &iso13}, {"l8", &iso14}, {"l9", &iso15},
    {"latin", &windows_1252}, {"latin0", &iso15}, {"latin1", &windows_1252}, {"latin10", &iso16}, {"latin2", &latin2},
    {"latin3", &latin3}, {"latin4", &latin4}, {"latin5", &windows_1254}, {"latin6", &iso10}, {"latin7", &iso13},
    {"latin8", &iso14}, {"latin9", &iso15}, {"logical", &iso8}, {"mac", &macintosh}, {"macce", &mac_ce},
    {"maccenteuro", &mac_ce}, {"maccentraleurope", &mac_ce}, {"maccyrillic", &mac_cyrillic}, {"macintosh", &macintosh},
    {"maclatin2", &mac_ce}, {"macroman", &macintosh}, {"macuk", &mac_cyrillic}, {"macukrainian", &mac_cyrillic},
    {"ms1250", &windows_1250}, {"ms1251", &windows_1251}, {"ms1252", &windows_1252}, {"ms1253", &windows_1253},
    {"ms1254", &windows_1254}, {"ms1255", &windows_1255}, {"ms1256", &windows_1256}, {"ms1257", &windows_1257},
    {"ms1258", &windows_1258}, {"ms1361", &johab}, {"ms31j", &shift_jis}, {"ms874", &windows_874}, {"ms932", &shift_jis},
    {"ms936", &gb18030}, {"ms949", &euc_kr}, {"ms950", &big5}, {"msarab", &windows_1256}, {"mscyrl", &windows_1251},
    {"mseee", &windows_1250}, {"msgreek", &windows_1253}, {"mshebr", &windows_1255}, {"mskanji", &shift_jis},
    {"msturk", &windows_1254}, {"none", &ascii}, {"oem437", &dos_437}, {"oem737", &dos_737}, {"oem775", &dos_775},
    {"oem850", &dos_850}, {"oem852", &dos_852}, {"oem855", &dos_855}, {"oem857", &dos_857}, {"oem858", &dos_858},
    {"oem860", &dos_860}, {"oem861", &dos_861}, {"oem862", &dos_862}, {"oem863", &dos_863}, {"oem864", &dos_864},
    {"oem865", &dos_865}, {"oem866", &dos_866}, {"oem869", &dos_869}, {"pcmultilingual850euro", &dos_858},
    {"pt154", &kazakh_ptcp154}, {"ptcp154", &kazakh_ptcp154}, {"r8", &roman8}, {"rk1048", &kazakh_rk1048}, {"roman8", &roman8},
    {"ruscii", &dos_1125}, {"shiftjis", &shift_jis}, {"shiftjis2004", &shift_jis}, {"shiftjisms", &shift_jis},
    {"shiftjisx0213", &shift_jis}, {"sjis", &shift_jis}, {"sjis2004", &shift_jis}, {"sjiswin", &shift_jis},
    {"strk10482002", &kazakh_rk1048}, {"suneugreek", &iso7}, {"tcvn", &tcvn}, {"tcvn5712", &tcvn}, {"tcvn57121", &tcvn},
    {"thai", &windows_874}, {"tis620", &windows_874}, {"tis6200", &windows_874}, {"tis62025291", &windows_874},
    {"tis62025330", &windows_874}, {"turkish", &windows_1254}, {"u8", &utf8}, {"ucs2", &utf16}, {"ucs2be", &utf16be},
    {"ucs2le", &utf16le}, {"ucs4", &utf32}, {"ucs4be", &utf32be}, {"ucs4le", &utf32le}, {"uhc", &euc_kr}, {"ujis", &euc_jp},
    {"unicode", &utf16}, {"unicode111utf8", &utf8}, {"unicode11utf7", &utf7}, {"unicode11utf8", &utf8},
    {"unicode20utf7", &utf7}, {"unicode20utf8", &utf8}, {"unicodebig", &utf16be}, {"unicodefeff", &utf16},
    {"unicodefffe", &utf16be}, {"unicodelittle", &utf16le}, {"unknown", &ascii}, {"unknown8bit", &ascii}, {"us", &ascii},
    {"usascii", &ascii}, {"utf", &utf8}, {"utf16", &utf16}, {"utf16be", &utf16be}, {"utf16le", &utf16le}, {"utf32", &utf32},
    {"utf32be", &utf32be}, {"utf32le", &utf32le}, {"utf7", &utf7}, {"utf8", &utf8}, {"utf8bom", &utf8}, {"utf8mac", &utf8},
    {"utf8mb4", &utf8}, {"utf8n", &utf8}, {"utf8sig", &utf8}, {"viscii", &viscii}, {"viscii111", &viscii}, {"visual", &iso8},
    {"westernwindows", &windows_1252}, {"win", &windows_1251}, {"win1250", &windows_1250}, {"win1251", &windows_1251},
    {"win1252", &windows_1252}, {"win1253", &windows_1253}, {"win1254", &windows_1254}, {"win1255", &windows_1255},
    {"win1256", &windows_1256}, {"win1257", &windows_1257}, {"win1258", &windows_1258}, {"win874", &windows_874},
    {"winbaltrim", &windows_1257}, {"windows1250", &windows_1250}, {"windows1251", &windows_1251},
    {"windows1252", &windows_1252}, {"windows1253", &windows_1253}, {"windows1254", &windows_1254},
    {"windows1255", &windows_1255}, {"windows1256", &windows_1256}, {"windows1257", &windows_1257},
    {"windows1258", &windows_1258}, {"windows30latin1", &windows_1252}, {"windows31j", &shift_jis},
    {"windows50220", &iso2022_jp}, {"windows50221", &iso2022_jp}, {"windows54936", &gb18030}, {"windows65001", &utf8},
    {"windows874", &windows_874}, {"windows932", &shift_jis}, {"windows936", &gb18030}, {"windows949", &euc_kr},
    {"windows950", &big5}, {"windowslatin1", &windows_1252}, {"xansi", &windows_1252}, {"xbig5", &big5},
    {"xcp1250", &windows_1250}, {"xcp1251", &windows_1251}, {"xcp1252", &windows_1252}, {"xcp1253", &windows_1253},
    {"xcp1254", &windows_1254}, {"xcp1255", &windows_1255}, {"xcp1256", &windows_1256}, {"xcp1257", &windows_1257},
    {"xcp1258", &windows_1258}, {"xcp866", &dos_866}, {"xeuc", &euc_jp}, {"xeuccn", &gb18030}, {"xeucjp", &euc_jp},
    {"xeucjpmacintosh", &euc_jp}, {"xeuckr", &euc_kr}, {"xeuctw", &euc_tw}, {"xgb18030", &gb18030}, {"xgbk", &gb18030},
    {"xhz", &hz}, {"xhzgb2312", &hz}, {"xibm1252", &windows_1252}, {"xibm874", &windows_874}, {"xiso2022jp", &iso2022_jp},
    {"xmacce", &mac_ce}, {"xmaccentraleurope", &mac_ce}, {"xmaccentraleurroman", &mac_ce}, {"xmaccyrillic", &mac_cyrillic},
    {"xmacroman", &macintosh}, {"xmacukraine", &mac_cyrillic}, {"xmacukrainian", &mac_cyrillic}, {"xmscp932", &shift_jis},
    {"xshiftjis", &shift_jis}, {"xsjis", &shift_jis}, {"xuhc", &euc_kr}, {"xunicode20utf7", &utf7}, {"xunicode20utf8", &utf8},
    {"xunknown", &ascii}, {"xuserdefined", &ascii}, {"xutf16", &utf16}, {"xutf16be", &utf16be}, {"xutf16le", &utf16le},
    {"xutf32", &utf32}, {"xutf32be", &utf32be}, {"xutf32le", &utf32le}, {"xutf7", &utf7}, {"xutf8", &utf8},
    {"xviettcvn", &tcvn}, {"xviettcvn5712", &tcvn}, {"xwindows874", &windows_874}, {"xwindows949", &euc_kr},
    {"xwindows950", &big5}, {"xxbig5", &big5},
};

const mbx_charset *mbx_charset_lookup(mbx_str key)
{
    size_t lo = 0, hi = sizeof aliases / sizeof *aliases;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2, n = strlen(aliases[mid].key);
        int c = memcmp(key.p, aliases[mid].key, key.n < n ? key.n : n);
        if (c == 0 && key.n == n)
            return aliases[mid].charset;
        if (c < 0 || (c == 0 && key.n < n))
            hi = mid;
        else
            lo = mid + 1;
    }
    return NULL;
}
