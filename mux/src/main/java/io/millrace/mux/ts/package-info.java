/** Frames as MPEG transport streams [ISO/IEC 13818-1], for players that know no other segments of HLS. */
package io.millrace.mux.ts;
