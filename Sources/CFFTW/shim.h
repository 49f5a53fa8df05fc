// Single-precision FFTW 3 as the system provides it; nothing is added.
#include <fftw3.h>
