package io.millrace.server.config;

/** Who may look into the server and steer it by HTTP: {@code api:} in millrace.yaml. */
public record ApiConfig(
        @Option(
                doc =
                        "What requests to the API and for metrics must bring along, as `Authorization: Bearer TOKEN`. Empty: they"
                                + " are answered on this machine alone, and only while HTTP listens on loopback addresses alone.")
        Secret token,

        @Option(doc = "Those who follow its events, at a time.", byDefault = "64", min = "1")
        int maxEventStreams) {
    public ApiConfig {
        Options.check(ApiConfig.class, token, maxEventStreams);
    }
}
