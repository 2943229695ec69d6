import Catalog
import Foundation
import Review
import Tagging

/// All that the terminal says, in both languages.
struct TerminalText {
    let language: Language
    let words: CategoryNames

    private func pick(_ english: String, _ portuguese: String) -> String {
        switch language {
        case .english: english
        case .brazilianPortuguese: portuguese
        }
    }

    func name(_ category: String) -> String { words.name(of: category, in: language) }

    func percent(_ share: Double) -> String { "\(Int((share * 100).rounded()))%" }

    // MARK: The question

    /// Why a product is asked for.
    func reason(_ question: ReviewSession.Question) -> String {
        let details = question.details
        if details.isBlind {
            return pick(
                "Asked without a hint: your answer measures how often the network is right.",
                "Perguntado sem dica: sua resposta mede quantas vezes a rede acerta.")
        }
        if let answer = details.decidedCategory {
            return pick("Decided: \(name(answer)).", "Decidido: \(name(answer)).")
        }
        guard let best = details.probabilities.first, let category = details.category else {
            return pick("The network has not seen it.", "A rede ainda não o viu.")
        }
        if category != best.category {
            return pick(
                "Its photo has changed since it was decided: \(name(category)).",
                "A foto mudou desde que foi decidido: \(name(category)).")
        }
        if question.reason == .audit {
            return pick(
                "Picked at random, to measure how often the network is right.",
                "Sorteado, para medir quantas vezes a rede acerta.")
        }
        if let answer = question.lookalikes.first?.decidedCategory, answer != category, best.probability >= 0.6 {
            return pick(
                "It looks like a product that was decided otherwise: \(name(answer)).",
                "Parece um produto que foi decidido de outra forma: \(name(answer)).")
        }
        guard details.probabilities.count > 1, best.probability < 0.9 else {
            return pick("The network is not sure enough.", "A rede não tem certeza suficiente.")
        }
        let second = name(details.probabilities[1].category)
        return pick(
            "The network wavers between \(name(category)) and \(second).",
            "A rede hesita entre \(name(category)) e \(second).")
    }

    var lookalikes: String { pick("Looks like it, decided before", "Parecidos, já decididos") }
    var noTitle: String { pick("(no title)", "(sem título)") }
    var noPicture: String { pick("(no picture)", "(sem foto)") }
    var sku: String { pick("SKU", "SKU") }

    // MARK: What came of a key

    func notice(_ notice: ReviewSession.Notice) -> String {
        switch notice {
        case .recorded(let sku, let category?): "✓ \(sku): \(name(category))"
        case .recorded(let sku, nil): pick("\(sku): skipped, it comes last", "\(sku): pulado, fica por último")
        case .compared(let guess, let probability, let answer):
            guess == answer
                ? pick(
                    "The network thought: \(name(guess)) \(percent(probability)) – you said the same.",
                    "A rede pensou: \(name(guess)) \(percent(probability)) – você disse o mesmo.")
                : pick(
                    "The network thought: \(name(guess)) \(percent(probability)) – you said \(name(answer)).",
                    "A rede pensou: \(name(guess)) \(percent(probability)) – você disse \(name(answer)).")
        case .decidedMeanwhile(let sku, let category):
            pick(
                "\(sku) was decided meanwhile: \(name(category)). Enter leaves it so; another key changes it.",
                "\(sku) foi decidido enquanto isso: \(name(category)). Enter mantém; outra tecla muda.")
        case .changedMeanwhile(let sku):
            pick(
                "\(sku) has changed meanwhile. This is how it is now: please answer again.",
                "\(sku) mudou enquanto isso. Agora está assim: responda de novo.")
        case .removedMeanwhile(let sku):
            pick("The shop has removed \(sku) meanwhile.", "A loja removeu \(sku) enquanto isso.")
        case .undone(let sku, let category):
            pick(
                "Taken back: \(sku), \(category.map(name) ?? "skipped")",
                "Desfeito: \(sku), \(category.map(name) ?? "pulado")")
        case .nothingToUndo: pick("There is no decision to take back.", "Não há decisão a desfazer.")
        case .undoneMeanwhile: pick("It was taken back already.", "Já foi desfeita.")
        case .isBlind:
            pick(
                "There is no hint to accept here: choose a category, N or S.",
                "Aqui não há dica para aceitar: escolha uma categoria, N ou S.")
        case .hasNoGuess: pick("There is no guess to accept: choose.", "Não há palpite para aceitar: escolha.")
        case .isBusy:
            pick(
                "The catalog is busy, nothing was recorded: press the key again.",
                "O catálogo está ocupado, nada foi gravado: tecle de novo.")
        }
    }

    // MARK: Progress

    func progress(decided: Int, waiting: Int) -> String {
        pick(
            "\(decided) decided · \(waiting) to go",
            "\(decided) \(decided == 1 ? "decidido" : "decididos") · \(waiting == 1 ? "falta" : "faltam") \(waiting)")
    }

    /// What the decisions have bought so far, in many words and in few.
    func promise(_ promise: Certification) -> (long: String, short: String) {
        let percent = String(format: "%g%%", promise.precision * 100)
        if let certificate = promise.certificate {
            let share = self.percent(certificate.shareAbove)
            return (
                pick(
                    "\(percent) precision shown: \(share) of the products need nobody",
                    "precisão de \(percent) comprovada: \(share) dos produtos dispensam revisão"),
                pick("\(percent) precision shown", "precisão de \(percent) comprovada")
            )
        }
        if let need = promise.need {
            let share = self.percent(need.share)
            let short = pick(
                "for \(percent) precision: \(need.audits) more audits",
                "para \(percent) de precisão: mais \(need.audits) auditorias")
            return (
                short + pick(", then \(share) of the products need nobody", "; depois \(share) dispensam revisão"),
                short
            )
        }
        return (
            pick(
                "\(percent) precision: not with this network yet; tagger learn makes it better",
                "precisão de \(percent): ainda não com esta rede; tagger learn a melhora"),
            pick("\(percent) precision: not yet", "precisão de \(percent): ainda não")
        )
    }

    // MARK: Pauses and pages

    func pause(_ pause: ReviewSession.Pause) -> [String] {
        switch pause {
        case .nothing:
            [pick("Nothing waits for review.", "Nada aguarda revisão."), pick("Q quits.", "Q sai.")]
        case .filtered:
            [
                pick(
                    "Nothing more of what was asked for waits. Without the filter there is more to decide.",
                    "Nada mais do que foi pedido aguarda. Sem o filtro, há mais a decidir."),
                pick("Q quits.", "Q sai."),
            ]
        case .onlySkipped:
            [
                pick("All is decided but what you skipped.", "Tudo decidido, menos o que você pulou."),
                pick("Enter shows it again, Q quits.", "Enter mostra de novo, Q sai."),
            ]
        case .onlyAudits:
            [
                pick("Nothing waits any more. Well done!", "Nada mais aguarda. Muito bem!"),
                pick(
                    "Audits of what is tagged already would help to show the precision.",
                    "Auditorias do que já tem categoria ajudariam a comprovar a precisão."),
                pick("Enter goes on with them, Q quits.", "Enter continua com elas, Q sai."),
            ]
        case .busy:
            [
                pick("Another program holds the catalog.", "Outro programa está usando o catálogo."),
                pick("Enter tries again, Q quits.", "Enter tenta de novo, Q sai."),
            ]
        }
    }

    /// Key hints, the most important first.
    func hints(canAccept: Bool, isAnswered: Bool) -> [String] {
        let enter = isAnswered ? pick("⏎ leave it", "⏎ manter") : pick("⏎ accept", "⏎ aceitar")
        return (canAccept || isAnswered ? [enter] : [])
            + [
                pick("1–9, 0 category", "1–9, 0 categoria"), pick("N none", "N nenhuma"), pick("S skip", "S pular"),
                pick("U undo", "U desfazer"), pick("? help", "? ajuda"), pick("Q quit", "Q sair"),
                pick("H history", "H histórico"),
            ]
    }

    var help: [(key: String, text: String)] {
        [
            ("1–9, 0", pick("It is the category with this digit", "É a categoria com este dígito")),
            ("Enter", pick("The guess is right (marked ⏎)", "O palpite está certo (marcado ⏎)")),
            ("N", pick("It is none of these", "Não é nenhuma destas")),
            ("S", pick("Skip: it comes last", "Pular: fica por último")),
            (
                "U",
                pick(
                    "Take the last decision back; again: the one before",
                    "Desfazer a última decisão; de novo: a anterior")
            ),
            ("H", pick("History: take any decision back", "Histórico: desfazer qualquer decisão")),
            ("Q, Esc", pick("Quit; every answer is stored at once", "Sair; cada resposta é gravada na hora")),
        ]
    }

    var helpTitle: String { pick("Keys", "Teclas") }
    var backHint: String { pick("any key: back", "qualquer tecla: voltar") }
    var historyTitle: String { pick("History", "Histórico") }
    var historyHint: String {
        pick("↑ ↓ choose  U take back  Esc back", "↑ ↓ escolher  U desfazer  Esc voltar")
    }
    var emptyHistory: String { pick("No decisions yet.", "Nenhuma decisão ainda.") }
    var takenBack: String { pick("taken back", "desfeita") }
    var skipped: String { pick("skipped", "pulado") }
    var tooSmall: String { pick("Make the window larger.", "Aumente a janela.") }

    /// What is said at the end.
    func farewell(decided: Int) -> String {
        switch decided {
        case 0: pick("Nothing decided.", "Nada decidido.")
        case 1: pick("1 product decided.", "1 produto decidido.")
        default: pick("\(decided) products decided.", "\(decided) produtos decididos.")
        }
    }

    // MARK: Without control sequences

    func plainHints(guess: String?) -> String {
        let keys = CategoryNames.all.compactMap { category in
            CategoryNames.key(of: category).map { "\($0.uppercased()) \(name(category))" }
        }
        let rest = pick("S skip, U undo, H history, Q quit", "S pular, U desfazer, H histórico, Q sair")
        let enter = guess.map { pick("; Enter alone: \(name($0))", "; só Enter: \(name($0))") } ?? ""
        return (keys + [rest]).joined(separator: ", ") + enter
    }

    var why: String { pick("Why", "Por quê") }
    var guess: String { pick("Guess", "Palpite") }
    var oneKey: String { pick("One key, then Enter.", "Uma tecla, depois Enter.") }
}
