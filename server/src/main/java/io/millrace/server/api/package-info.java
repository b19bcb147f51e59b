/**
 * The HTTP API, for operators and the console: {@code ApiService} has its endpoints, the records ending in {@code View} and {@code
 * Body} are its JSON, {@code openapi.json} describes it, and {@code EventStreams} tells what happens.
 */
package io.millrace.server.api;
