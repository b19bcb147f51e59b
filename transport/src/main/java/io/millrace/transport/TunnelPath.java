package io.millrace.transport;

import org.jspecify.annotations.Nullable;

/**
 * What a request of the HTTP tunnel asks for.
 *
 * @param id of the session; empty for {@link Action#OPEN}
 * @param number of the request in its session; {@link #NO_NUMBER} if it has none
 */
record TunnelPath(Action action, String id, long number) {
    static final long NO_NUMBER = -1;
    private static final int MAX_DIGITS = 18; // fits into a long

    enum Action {
        OPEN,
        SEND,
        IDLE,
        CLOSE
    }

    /**
     * Of {@code /open/1}, {@code /send/<id>/<n>}, {@code /idle/<id>/<n>} and {@code /close/<id>/<n>}, the last of which some
     * clients send without a number. Everything else is null, {@code /fcs/ident2} with which Flash asks for another address
     * too: its answer is 404.
     */
    static @Nullable TunnelPath parse(String uri) {
        String[] parts = uri.split("/", 5); // one more than any of them has
        boolean complete = parts.length > 2 && parts.length < 5 && parts[0].isEmpty();
        if (!complete) {
            return null;
        }
        if (parts[1].equals("open")) {
            return parts.length == 3 ? new TunnelPath(Action.OPEN, "", NO_NUMBER) : null;
        }
        Action action = switch (parts[1]) {
            case "send" -> Action.SEND;
            case "idle" -> Action.IDLE;
            case "close" -> Action.CLOSE;
            default -> null;
        };
        if (action == null) {
            return null;
        }
        if (parts.length == 3) {
            return action == Action.CLOSE ? new TunnelPath(action, parts[2], NO_NUMBER) : null;
        }
        return isNumber(parts[3]) ? new TunnelPath(action, parts[2], Long.parseLong(parts[3])) : null;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_DIGITS
                && text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    }
}
