// libsndfile as the system provides it; nothing is added.
#include <sndfile.h>
