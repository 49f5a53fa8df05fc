// libsoxr as the system provides it; nothing is added.
#include <soxr.h>
