#include "php_mailbox.h"

#ifndef PHP_WIN32
#include <unistd.h>
#endif

zend_ulong php_mailbox_process(void)
{
#ifdef PHP_WIN32
    return 0;
#else
    return (zend_ulong)getpid();
#endif
}

bool php_mailbox_interrupted(void)
{
    if (EG(exception))
        return true;
    if (!php_mailbox_flag_get(&EG(vm_interrupt)))
        return false;
    if (php_mailbox_flag_get(&EG(timed_out)))
        return true; /* the flag stays up: the virtual machine raises the error once we have returned */
    php_mailbox_flag_drop(&EG(vm_interrupt));
    if (zend_interrupt_function)
        zend_interrupt_function(EG(current_execute_data)); /* pcntl's handlers, which are PHP code */
    return EG(exception) != NULL;
}
