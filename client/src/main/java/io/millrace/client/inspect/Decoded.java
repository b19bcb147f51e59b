package io.millrace.client.inspect;

import io.millrace.bytes.Bytes;
import java.util.List;

/**
 * A message that was looked into.
 *
 * @param findings what is wrong with the form of it
 * @param unexplained the end of its body, from where nothing could be made of it
 */
record Decoded(Content content, List<Finding> findings, Bytes unexplained) {
    Decoded {
        findings = List.copyOf(findings);
    }
}
