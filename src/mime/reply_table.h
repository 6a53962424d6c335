/* What mail programs write around history, in the languages they come in. ASCII letters in lower case; of other letters the
 * forms that are sent. Lists end with NULL. */
#ifndef MBX_REPLY_TABLE_H
#define MBX_REPLY_TABLE_H

typedef enum mbx_reply_label_role { MBX_REPLY_FROM = 1, MBX_REPLY_DATE = 2, MBX_REPLY_TO = 4, MBX_REPLY_SUBJECT = 8 } mbx_reply_label_role;

typedef struct mbx_reply_label {
    const char *label; /* without the colon; NULL ends the list */
    mbx_reply_label_role role;
} mbx_reply_label;

extern const char *const mbx_reply_leads[];     /* the first word of "On ... wrote:" */
extern const char *const mbx_reply_verbs[];     /* its verb */
extern const char *const mbx_reply_originals[]; /* within -----...----- */
extern const char *const mbx_reply_forwards[];  /* likewise */
extern const char *const mbx_reply_begins[];    /* a line of its own, without dashes, before a forwarded message */
extern const char *const mbx_reply_footers[];   /* how a line begins that a program adds below what was written */
extern const char *const mbx_reply_tails[];     /* how such a line ends */
extern const char *const mbx_reply_devices[];   /* and what stands in every such line */
extern const char *const mbx_reply_lists[];     /* how the line with a mailing list's name ends */
extern const mbx_reply_label mbx_reply_labels[];

#endif
