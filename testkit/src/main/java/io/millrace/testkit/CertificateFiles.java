package io.millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * PEM files of one certificate, made for a test by OpenSSL.
 *
 * @param certificate the certificate, then those that vouch for it, but for the root
 * @param key of the certificate, in the clear
 */
public record CertificateFiles(Path certificate, Path key) {
    private static final String DAYS = "2";

    /** The key of a certificate, as OpenSSL is asked for it: this one is quickly made. */
    private static final List<String> EC = List.of("ec", "-pkeyopt", "ec_paramgen_curve:P-256");

    /**
     * A certificate for two days that vouches for itself.
     *
     * @param folder for its files, {@code name.crt} and {@code name.key}
     * @param subjects such as {@code DNS:localhost,IP:127.0.0.1}
     */
    public static CertificateFiles selfSigned(Path folder, String name, String subjects) {
        return make(folder, name, subjects, EC, List.of());
    }

    /** The same with an RSA key. */
    public static CertificateFiles selfSignedRsa(Path folder, String name, String subjects) {
        return make(folder, name, subjects, List.of("rsa:2048"), List.of());
    }

    /** A certificate that this one vouches for, in the same folder; this one is part of its chain unless it is a root. */
    public CertificateFiles issue(String name, String subjects) {
        Path folder = Objects.requireNonNull(certificate.getParent());
        var issuer = List.of("-CA", certificate.toString(), "-CAkey", key.toString());
        CertificateFiles issued = make(folder, name, subjects, EC, issuer);
        if (!isRoot()) {
            write(issued.certificate, read(issued.certificate) + read(certificate));
        }
        return issued;
    }

    private boolean isRoot() {
        List<String> names = Program.run(
                List.of(openssl(), "x509", "-in", certificate.toString(), "-noout", "-subject_hash", "-issuer_hash"));
        return names.getFirst().equals(names.getLast());
    }

    /** Puts the content of this one's files in the place of {@code other}'s, each at once. */
    public void replace(CertificateFiles other) {
        replace(other.certificate, read(certificate));
        replace(other.key, read(key));
    }

    /** Puts certificate and key into one file, in the place of what is there, at once. */
    public void replace(Path both) {
        replace(both, read(certificate) + read(key));
    }

    /** Runs OpenSSL to its end. */
    public static List<String> openssl(String... arguments) {
        List<String> command = new ArrayList<>(List.of(openssl()));
        command.addAll(Arrays.asList(arguments));
        return Program.run(command);
    }

    private static String openssl() {
        return Tools.require("openssl").toString();
    }

    private static CertificateFiles make(
            Path folder, String name, String subjects, List<String> newKey, List<String> issuer) {
        var files = new CertificateFiles(folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
        List<String> arguments = new ArrayList<>(List.of("req", "-x509", "-subj", "/CN=" + name, "-days", DAYS));
        arguments.addAll(List.of("-addext", "subjectAltName=" + subjects, "-nodes", "-newkey"));
        arguments.addAll(newKey);
        arguments.addAll(List.of("-keyout", files.key.toString(), "-out", files.certificate.toString()));
        arguments.addAll(issuer);
        openssl(arguments.toArray(String[]::new));
        return files;
    }

    private static void replace(Path file, String content) {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        write(beside, content);
        try {
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
