// Single-precision FFTW 3 as the system provides it.
#pragma once
#include <fftw3.h>

// FFTW gives its version as an array of unstated length, which Swift cannot import.
static inline const char *voiceprint_fftw_version(void) { return fftwf_version; }
