/* The target `message` again, built with the limits of small_limits/. */
#include "message.c"
