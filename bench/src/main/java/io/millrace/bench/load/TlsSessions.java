package io.millrace.bench.load;

import io.millrace.bench.run.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** New TLS sessions, one after the other and several at a time, each a full handshake with nothing after it. */
final class TlsSessions {
    static final int CLIENTS = 6;

    private static final int SECONDS_MORE = 20;
    private static final Pattern CONNECTIONS = Pattern.compile("(\\d+) connections in \\d+ real seconds");

    private TlsSessions() {}

    /**
     * Makes a certificate.
     *
     * @param key as {@code openssl req -newkey} takes it
     * @return what the server's environment must have
     */
    static Map<String, String> certificate(String key) throws IOException, InterruptedException {
        Path folder = RunFolder.emptied("certificate-" + key.replace(':', '-'));
        Path certificate = folder.resolve("certificate.pem");
        Path keyFile = folder.resolve("key.pem");
        var command = new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes", "-newkey", key));
        if (key.equals("ec")) {
            command.addAll(List.of("-pkeyopt", "ec_paramgen_curve:P-256"));
        }
        command.addAll(
                List.of("-keyout", keyFile.toString(), "-out", certificate.toString(), "-subj", "/CN=localhost"));
        Path log = folder.resolve("openssl.log");
        int exitCode = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (exitCode != 0) {
            throw new IOException("openssl ended with exit code " + exitCode + ", see " + log);
        }
        return Map.of(
                "MILLRACE_TLS_CERTIFICATE", certificate.toString(),
                "MILLRACE_TLS_KEY", keyFile.toString());
    }

    static Result run(Server server, Cores cores, int seconds) throws IOException, InterruptedException {
        List<String> command = cores.generatorCommand(List.of(
                "openssl",
                "s_time",
                "-connect",
                "127.0.0.1:" + server.port(),
                "-new",
                "-tls1_3",
                "-time",
                "" + seconds));
        var clients = new ArrayList<Process>();
        Duration before = server.cpu();
        long start = System.nanoTime();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start());
            }
            for (Process client : clients) {
                if (!client.waitFor(seconds + SECONDS_MORE, TimeUnit.SECONDS) || client.exitValue() != 0) {
                    return Result.failed("openssl s_time did not end as it should");
                }
            }
            double took = (System.nanoTime() - start) / 1e9;
            return result(clients, took, server.cpu().minus(before));
        } finally {
            clients.forEach(Process::destroyForcibly);
        }
    }

    private static Result result(List<Process> clients, double seconds, Duration serverCpu) throws IOException {
        long sessions = 0;
        for (Process client : clients) {
            String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var found = CONNECTIONS.matcher(output);
            if (!found.find()) {
                return Result.failed("openssl s_time said: " + output);
            }
            sessions += Long.parseLong(found.group(1));
        }
        return Result.parse(String.format(
                Locale.ROOT,
                "{\"run\":\"tls-sessions\",\"sessions\":%d,\"sessions_per_second\":%.1f,\"cpu_us_per_session\":%.1f,"
                        + "\"server_cpu\":%.3f}",
                sessions,
                sessions / seconds,
                serverCpu.toNanos() / 1e3 / sessions,
                serverCpu.toNanos() / 1e9 / seconds));
    }
}
