package io.millrace.rtmp.session;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 1, 128, 1, 1024, 1, window acknowledgement size 0",
        "1, 0, 128, 1, 1024, 1, peer bandwidth 0",
        "1, 1, 127, 1, 1024, 1, chunk size 127",
        "1, 1, 65537, 1, 1024, 1, chunk size 65537",
        "1, 1, 128, 0, 1024, 1, streams per connection 0",
        "1, 1, 128, 1, 1023, 1, command bytes 1023",
        "1, 1, 128, 1, 1024, 0, malformed commands 0"
    })
    @DisplayName("IP-33, IP-11: sizes that end clients cannot be set")
    void refusesWhatEndsClients(
            int window, int bandwidth, int chunkSize, int streams, int commandBytes, int malformed, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SessionSettings(
                        window, bandwidth, chunkSize, streams, commandBytes, malformed, "x", 31, 0, true, true))
                .withMessageStartingWith(reason)
                .withMessageContaining("(expected: ");
    }
}
