package io.millrace.client.inspect;

/** Which way bytes go. The client is who opened the connection, whoever of the two publishes. */
public enum Direction {
    TO_SERVER("->", "client to server"),
    TO_CLIENT("<-", "server to client");

    private final String arrow;
    private final String words;

    Direction(String arrow, String words) {
        this.arrow = arrow;
        this.words = words;
    }

    String arrow() {
        return arrow;
    }

    Direction opposite() {
        return this == TO_SERVER ? TO_CLIENT : TO_SERVER;
    }

    @Override
    public String toString() {
        return words;
    }
}
