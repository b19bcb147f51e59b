/** What the features that speak HTTP share: which request goes to whom. */
package io.millrace.server.http;
