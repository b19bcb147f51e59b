/**
 * What an application offers beside live streams, as far as features need to know of each other: each interface here is
 * implemented by one feature and used by another, and {@code MillraceServer} brings them together.
 */
package io.millrace.server.application;
