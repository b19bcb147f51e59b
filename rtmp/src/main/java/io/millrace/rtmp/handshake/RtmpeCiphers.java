package io.millrace.rtmp.handshake;

/**
 * What both directions of an RTMPE connection go through after the handshake.
 *
 * @param in decrypts what the peer sends
 * @param out encrypts what goes to the peer
 */
public record RtmpeCiphers(Rc4 in, Rc4 out) {}
