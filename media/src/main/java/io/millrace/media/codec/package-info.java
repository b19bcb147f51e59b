/**
 * What the headers of a codec say of a track: decoder configuration records [ER-065, ER-126, ER-127] and the headers of
 * frames, read as far as people and packagers want to know. Nothing is decoded and nothing kept; all of it is for any
 * thread.
 */
package io.millrace.media.codec;
