/** Recorded streams: files below the directories of applications, opened to be played. */
package io.millrace.server.vod;
