/** HTTP as features of a server see it: requests come, are answered at once, later or for as long as it takes. */
package io.millrace.transport.http;
