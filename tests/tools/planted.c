/* An extension with two faults, to see that the sanitizers would report ours: PLANT=leak or PLANT=overflow. */
#include <php.h>
#include <stdlib.h>

static PHP_MINIT_FUNCTION(planted)
{
    const char *fault = getenv("PLANT");
    char *volatile p = malloc(17);
    if (fault && strcmp(fault, "overflow") == 0)
        p[17] = 1;
    if (!fault || strcmp(fault, "leak") != 0)
        free(p);
    p = NULL;
    return SUCCESS;
}

static zend_module_entry planted_module_entry = {STANDARD_MODULE_HEADER, "planted", NULL, PHP_MINIT(planted), NULL, NULL, NULL, NULL, "0", STANDARD_MODULE_PROPERTIES};

ZEND_GET_MODULE(planted)
