import Foundation
import NeuralNetwork
import TestSupport
import Testing

@Suite struct TrainTests {
    private let folder: TemporaryFolder

    /// Creates a folder with a small dataset in the format of Fashion-MNIST.
    init() throws {
        folder = try TemporaryFolder()
        let pixels = (0..<100 * 784).map { UInt8($0 * 7919 % 251) }
        _ = try folder.write(
            Data([0, 0, 8, 3, 0, 0, 0, 100, 0, 0, 0, 28, 0, 0, 0, 28] + pixels), to: "train-images-idx3-ubyte")
        _ = try folder.write(
            Data([0, 0, 8, 1, 0, 0, 0, 100] + (0..<100).map { $0 % 10 }), to: "train-labels-idx1-ubyte")
    }

    private func train(_ options: String) throws -> Program.Result {
        try Program.run(
            [
                "train", "--data", folder.path, "--out", folder.file("mine.safetensors"), "--hidden", "4", "--epochs",
                "1",
            ]
                + options.split(separator: " ").map(String.init))
    }

    @Test("The command in a model file makes the same file again") func recordedCommand() throws {
        let options =
            "--flip --shift 2 --scale 0.8-1.1 --aspect 1.2 --rotate 10.0 --shear 5.0 --tone 0.5 --sharpness 0.5 --erase 0.5 --cutmix 0.25 --mixup 0.4"
        #expect(try train(options).code == 0)
        let url = URL(fileURLWithPath: folder.file("mine.safetensors"))
        let bytes = try Data(contentsOf: url)
        let model = try Model(contentsOf: url)
        let command = try #require(model.provenance["command"])
        #expect(command.contains(" \(options) --seed 0"))
        #expect(
            model.provenance["augmentation"]
                == "flip, shift 2, scale 0.8-1.1, aspect 1.2, rotate 10.0, shear 5.0, tone 0.5, sharpness 0.5, erase 0.5, cutmix 0.25, mixup 0.4"
        )
        // The recorded command makes the same bytes.
        let recorded = command.split(separator: " ").dropFirst().map(String.init)
        let again = try Program.run(recorded + ["--data", folder.path, "--out", url.path])
        #expect(again.code == 0)
        #expect(try Data(contentsOf: url) == bytes)

        #expect(try train("--shift 0").code == 0)
        let plain = try Model(contentsOf: url)
        #expect(plain.provenance["command"]?.contains("shift") == false)
        #expect(plain.provenance["augmentation"] == nil)
    }

    @Test(
        "An invalid strength is an error of the command line",
        arguments: [
            "--shift 28", "--shift=-1", "--shift two", "--erase 1.5", "--erase nan", "--cutmix=-1", "--mixup 3",
            "--scale 1.1-0.8", "--scale 0.9", "--scale nan-1", "--scale 0.1-1.5",
            "--aspect 5", "--rotate 200", "--shear 90", "--tone 2", "--sharpness=-1",
        ])
    func invalidStrength(options: String) throws {
        let result = try train(options)
        #expect(result.code == 64)
        #expect(result.errors.contains(options.split(whereSeparator: { " =".contains($0) })[1]))
    }

    @Test("The earlier names --paste and --mix are accepted") func earlierNames() throws {
        #expect(try train("--cutmix 0.25 --mixup 0.4").code == 0)
        let url = URL(fileURLWithPath: folder.file("mine.safetensors"))
        let bytes = try Data(contentsOf: url)
        #expect(try train("--paste 0.25 --mix 0.4").code == 0)
        #expect(try Data(contentsOf: url) == bytes)
    }
}
